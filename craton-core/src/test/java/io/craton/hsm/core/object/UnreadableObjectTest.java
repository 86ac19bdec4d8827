package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.AttributeType.Encoding;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.TokenStore;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * No object that an application makes or changes keeps a store from being opened; and one that is
 * there and cannot be read is missing, and named.
 */
class UnreadableObjectTest {
    /** What was kept, and what has to be there after a restart. */
    private record Kept(String uniqueId, AttributeType<?> type, Template values) {}

    @Test
    void nestedTemplateThatIsTooLong_isRefusedAtEveryDoor_withoutAPin() {
        Template two =
                Template.builder()
                        .set(CKA_ID, new byte[40_000])
                        .set(CKA_SUBJECT, new byte[40_000])
                        .build();
        for (Template nested : List.of(two, nested(3_000), nested(AttributeCodec.MAX_DEPTH + 1))) {
            try (TestModule module = TestModule.open()) {
                Session session = module.session();
                Template change = Template.builder().set(CKA_WRAP_TEMPLATE, nested).build();
                for (boolean token : new boolean[] {true, false}) {
                    Template made =
                            aes().token(token).set(CKA_PRIVATE, false).setAll(change).build();
                    assertCode(CKR_ATTRIBUTE_VALUE_INVALID, () -> session.createObject(made));
                    ObjectHandle key =
                            session.createObject(
                                    aes().token(token).set(CKA_PRIVATE, false).build());
                    assertCode(
                            CKR_ATTRIBUTE_VALUE_INVALID, () -> session.setAttributes(key, change));
                    assertCode(CKR_ATTRIBUTE_VALUE_INVALID, () -> session.copyObject(key, change));
                    Template generated =
                            Template.builder()
                                    .token(token)
                                    .set(CKA_PRIVATE, false)
                                    .set(CKA_VALUE_LEN, 16L)
                                    .setAll(change)
                                    .build();
                    assertCode(
                            CKR_ATTRIBUTE_VALUE_INVALID,
                            () ->
                                    session.generateKey(
                                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                                            generated));
                    assertThat(session.findObjects(change)).isEmpty();
                }

                module.restart();

                assertThat(module.slot().tokenInfo().unreadable()).isEmpty();
            }
        }
    }

    @Test
    void everyAttributeWithEveryExtreme_isRefusedOrReadAgainAfterARestart() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            List<Kept> kept = new ArrayList<>();
            for (AttributeType<?> type : AttributeType.all()) {
                for (Object value : extremes(type)) {
                    for (Supplier<Template.Builder> base : bases()) {
                        keep(session, base.get().token(true), type, value, kept);
                    }
                }
            }
            assertThat(kept).as("the walk makes objects").hasSizeGreaterThan(100);

            module.restart();

            Session again = module.userSession();
            assertThat(module.slot().tokenInfo().unreadable()).isEmpty();
            for (Kept each : kept) {
                List<ObjectHandle> found =
                        again.findObjects(
                                Template.builder().set(CKA_UNIQUE_ID, each.uniqueId()).build());
                assertThat(found).as(each.type().name()).hasSize(1);
                assertThat(again.getAttributes(found.get(0), each.type()))
                        .as(each.type().name())
                        .isEqualTo(each.values());
            }
        }
    }

    /** Tries to make an object with the value, and to give it to one that is there. */
    private static void keep(
            Session session,
            Template.Builder base,
            AttributeType<?> type,
            Object value,
            List<Kept> kept) {
        Template plain = base.build();
        Template change = with(Template.builder(), type, value);
        try {
            Template.Builder changed = Template.builder();
            plain.types().stream()
                    .filter(each -> each != type)
                    .forEach(each -> put(changed, each, plain));
            remember(session, session.createObject(with(changed, type, value)), type, kept);
        } catch (HsmException refused) {
            assertThat(refused.code()).isNotIn(CKR_GENERAL_ERROR, CKR_FUNCTION_FAILED);
        }
        ObjectHandle object = session.createObject(plain);
        try {
            session.setAttributes(object, change);
        } catch (HsmException refused) {
            assertThat(refused.code()).isNotIn(CKR_GENERAL_ERROR, CKR_FUNCTION_FAILED);
            session.destroyObject(object);
            return;
        }
        remember(session, object, type, kept);
    }

    private static void remember(
            Session session, ObjectHandle object, AttributeType<?> type, List<Kept> kept) {
        if (!session.getAttribute(object, CKA_TOKEN)) {
            return;
        }
        kept.add(
                new Kept(
                        session.getAttribute(object, CKA_UNIQUE_ID),
                        type,
                        session.getAttributes(object, type)));
    }

    private static <T> void put(Template.Builder into, AttributeType<T> type, Template from) {
        into.set(type, from.get(type));
    }

    @SuppressWarnings("unchecked") // The values are made by the encoding of the attribute.
    private static <T> Template with(Template.Builder into, AttributeType<T> type, Object value) {
        return into.set(type, (T) value).build();
    }

    private static List<Supplier<Template.Builder>> bases() {
        return List.of(
                UnreadableObjectTest::aes,
                () -> Template.builder().objectClass(ObjectClass.CKO_DATA),
                () ->
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                .keyType(KeyType.CKK_EC)
                                .set(CKA_EC_PARAMS, Keys.P256)
                                .set(CKA_EC_POINT, BASE_POINT));
    }

    private static Template.Builder aes() {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_AES)
                .set(CKA_VALUE, new byte[16]);
    }

    /** The least, the greatest and what is beyond, of each encoding. */
    private static List<Object> extremes(AttributeType<?> type) {
        return switch (type.encoding()) {
            case BOOL -> List.of(true, false);
            case ULONG -> List.of(0L, -1L, Long.MAX_VALUE, Long.MIN_VALUE);
            case BYTES -> List.of(new byte[0], new byte[65_536], new byte[65_537]);
            case UTF8 ->
                    List.of(
                            "",
                            "x".repeat(65_536),
                            "x".repeat(65_537),
                            "\u00e9".repeat(40_000),
                            "\ud83d",
                            "\ud83d\ude00".repeat(16_384));
            case DATE ->
                    List.of(
                            Optional.empty(),
                            Optional.of(LocalDate.of(9999, 12, 31)),
                            Optional.of(LocalDate.of(10_000, 1, 1)),
                            Optional.of(LocalDate.of(-1, 1, 1)),
                            Optional.of(LocalDate.MAX));
            case OBJECT_CLASS -> Arrays.asList((Object[]) ObjectClass.values());
            case KEY_TYPE -> Arrays.asList((Object[]) KeyType.values());
            case MECHANISMS ->
                    List.of(
                            EnumSet.noneOf(MechanismType.class),
                            EnumSet.allOf(MechanismType.class));
            case TEMPLATE -> templates();
        };
    }

    private static List<Object> templates() {
        Template.Builder many = Template.builder();
        AttributeType.all().stream()
                .filter(type -> type.encoding() == Encoding.BYTES)
                .forEach(type -> with(many, type, new byte[0]));
        Template large = Template.builder().set(CKA_ID, new byte[65_536 - 16]).build();
        return List.of(
                Template.empty(),
                many.build(),
                large,
                Template.builder().set(CKA_ID, new byte[65_536]).build(),
                nested(AttributeCodec.MAX_DEPTH - 1),
                nested(AttributeCodec.MAX_DEPTH),
                nested(3_000));
    }

    private static Template nested(int depth) {
        Template inner = Template.empty();
        for (int level = 0; level < depth; level++) {
            inner = Template.builder().set(CKA_WRAP_TEMPLATE, inner).build();
        }
        return inner;
    }

    @Test
    void recordThatCannotBeRead_isOneMissingObjectThatIsNamed_notAStoreThatDoesNotOpen() {
        try (TestModule module = TestModule.open()) {
            Session before = module.userSession();
            Keys.aes(before, b -> b.token(true).label("whole"));
            UUID open = UUID.randomUUID();
            UUID closed = UUID.randomUUID();
            module.stores
                    .slot(0)
                    .commit(
                            List.of(
                                    new TokenStore.Change.Put(open, false, new byte[] {1, 2}, null),
                                    new TokenStore.Change.Put(
                                            closed, true, noClass(module), null)));

            module.restart();

            assertThat(module.slot().tokenInfo().unreadable()).containsExactly(open.toString());
            Session session = module.userSession();
            assertThat(module.slot().tokenInfo().unreadable())
                    .containsExactlyInAnyOrder(open.toString(), closed.toString());
            assertThat(session.findObjects(Template.builder().label("whole").build())).hasSize(1);
            session.logout();
            assertThat(module.slot().tokenInfo().unreadable()).containsExactly(open.toString());
        }
    }

    @Test
    void objectThatCannotBeRead_isDestroyedByTheUserAndByTheSo() {
        try (TestModule module = TestModule.open()) {
            UUID open = UUID.randomUUID();
            UUID closed = UUID.randomUUID();
            for (UserType role : List.of(UserType.CKU_USER, UserType.CKU_SO)) {
                module.userSession();
                module.stores
                        .slot(0)
                        .commit(
                                List.of(
                                        put(open, false, new byte[] {1, 2}),
                                        put(closed, true, noClass(module))));
                module.restart();
                Session session = module.session();
                assertCode(
                        CKR_USER_NOT_LOGGED_IN, () -> session.destroyUnreadable(open.toString()));
                String pin = role == UserType.CKU_SO ? TestModule.SO_PIN : TestModule.USER_PIN;
                session.login(role, pin.toCharArray());
                for (String id : List.of(UUID.randomUUID().toString(), "no id")) {
                    assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.destroyUnreadable(id));
                }
                for (UUID id : List.of(open, closed)) {
                    session.destroyUnreadable(id.toString());
                    assertThat(RecordedAudit.detail(module.audit.last(AuditEvent.DESTROY_OBJECT)))
                            .contains(id.toString());
                    assertCode(
                            CKR_OBJECT_HANDLE_INVALID,
                            () -> session.destroyUnreadable(id.toString()));
                }
                assertThat(module.slot().tokenInfo().unreadable()).isEmpty();

                module.restart();

                module.userSession().close();
                assertThat(module.slot().tokenInfo().unreadable()).isEmpty();
            }
        }
    }

    @Test
    void objectThatCannotBeRead_staysForReadOnlySessions() {
        try (TestModule module = TestModule.open()) {
            UUID open = UUID.randomUUID();
            module.stores.slot(0).commit(List.of(put(open, false, new byte[] {1, 2})));
            module.restart();
            Session readOnly = module.slot().openSession(SessionMode.READ_ONLY);
            readOnly.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
            assertCode(CKR_SESSION_READ_ONLY, () -> readOnly.destroyUnreadable(open.toString()));
            assertThat(module.slot().tokenInfo().unreadable()).containsExactly(open.toString());
        }
    }

    /** It can be seen, so it has a handle. */
    @Test
    void keyWhoseValueCannotBeRead_isDestroyedAsAnyOther() {
        try (TestModule module = TestModule.open()) {
            Session before = module.userSession();
            ObjectHandle key = Keys.aes(before, b -> b.token(true).label("hollow"));
            UUID id = UUID.fromString(before.getAttribute(key, CKA_UNIQUE_ID));
            byte[][] attributes = new byte[1][];
            module.stores
                    .slot(0)
                    .readObjects(
                            true,
                            object -> object,
                            object -> attributes[0] = object.attributes().clone());
            byte[] garbage = {1, 2, 3};
            module.stores
                    .slot(0)
                    .commit(List.of(new TokenStore.Change.Put(id, true, attributes[0], garbage)));
            module.restart();

            Session session = module.userSession();
            List<ObjectHandle> found =
                    session.findObjects(Template.builder().label("hollow").build());
            assertThat(found).hasSize(1);
            assertThatThrownBy(() -> session.encrypt(Keys.cbc(), found.get(0), new byte[16]))
                    .isInstanceOf(HsmException.class);
            session.destroyObject(found.get(0));
            assertThat(session.findObjects(Template.builder().label("hollow").build())).isEmpty();
        }
    }

    private static TokenStore.Change put(UUID id, boolean isPrivate, byte[] attributes) {
        return new TokenStore.Change.Put(id, isPrivate, attributes, null);
    }

    /** A record that is a template, but of no object. */
    private static byte[] noClass(TestModule module) {
        return module.record(Template.builder().label("nothing").build());
    }

    // The base point of P-256 in a DER OCTET STRING.
    private static final byte[] BASE_POINT =
            java.util.HexFormat.of()
                    .parseHex(
                            "0441046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                                    + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
}
