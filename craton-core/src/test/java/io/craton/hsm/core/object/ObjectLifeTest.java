package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Objects come, are copied, found and go. */
class ObjectLifeTest {
    private static final Template DATA =
            Template.builder()
                    .objectClass(ObjectClass.CKO_DATA)
                    .label("note")
                    .set(CKA_APPLICATION, "test")
                    .set(CKA_VALUE, new byte[] {1, 2, 3})
                    .build();

    private static Template.Builder data() {
        return DATA.toBuilder();
    }

    @Test
    @Tag("S4-42")
    void dataAndCertificates_canBeReadBack() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            ObjectHandle data = session.createObject(data().token(true).build());
            assertThat(session.getAttribute(data, CKA_VALUE)).containsExactly(1, 2, 3);
            ObjectHandle certificate =
                    session.createObject(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_CERTIFICATE)
                                    .token(true)
                                    .set(CKA_CERTIFICATE_TYPE, 0L)
                                    .set(CKA_SUBJECT, new byte[] {0x30, 0})
                                    .set(CKA_VALUE, new byte[3000])
                                    .id((byte) 7)
                                    .build());
            assertThat(session.getAttribute(certificate, CKA_VALUE)).hasSize(3000);
            session.close();
            module.restart();
            try (Session again = module.session()) {
                ObjectHandle found =
                        again.findObjects(Template.builder().id((byte) 7).build()).get(0);
                assertThat(again.getAttribute(found, CKA_VALUE)).hasSize(3000);
                assertThat(again.findObjects(DATA)).hasSize(1);
            }
        }
    }

    @Test
    void domainParameters_areObjects() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            ObjectHandle parameters =
                    session.createObject(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_DOMAIN_PARAMETERS)
                                    .keyType(KeyType.CKK_DSA)
                                    .set(CKA_PRIME, new byte[] {23})
                                    .set(CKA_SUBPRIME, new byte[] {11})
                                    .set(CKA_BASE, new byte[] {4})
                                    .build());
            assertThat(session.getAttribute(parameters, CKA_BASE)).containsExactly(4);
            assertThat(session.getAttribute(parameters, CKA_LOCAL)).isFalse();
        }
    }

    @Test
    void sessionObjects_endWithTheirSession_andAreSeenByOthersUntilThen() {
        try (TestModule module = TestModule.open();
                Session other = module.session()) {
            Session session = module.session();
            ObjectHandle object = session.createObject(DATA);
            assertThat(other.getAttribute(object, CKA_LABEL)).isEqualTo("note");
            session.close();
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> other.getAttribute(object, CKA_LABEL));
            assertThat(other.findObjects(DATA)).isEmpty();
        }
    }

    @Test
    void privateObjects_areSeenByTheUserOnly_andComeBackUnderNewHandles() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle kept =
                    session.createObject(data().token(true).set(CKA_PRIVATE, true).build());
            ObjectHandle passing = session.createObject(data().set(CKA_PRIVATE, true).build());
            session.logout();
            assertThat(session.findObjects(DATA)).isEmpty();
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.getAttribute(kept, CKA_LABEL));
            assertCode(
                    CKR_USER_NOT_LOGGED_IN,
                    () -> session.createObject(data().set(CKA_PRIVATE, true).build()));
            session.login(UserType.CKU_SO, TestModule.SO_PIN.toCharArray());
            assertThat(session.findObjects(DATA)).isEmpty();
            assertCode(
                    CKR_USER_NOT_LOGGED_IN,
                    () -> session.createObject(data().set(CKA_PRIVATE, true).build()));
            session.logout();
            session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
            List<ObjectHandle> found = session.findObjects(DATA);
            assertThat(found).hasSize(1).doesNotContain(kept, passing);
        }
    }

    @Test
    void readOnlySession_usesTokenObjectsButChangesNone() {
        try (TestModule module = TestModule.open();
                Session writer = module.session();
                Session session = module.slot().openSession(SessionMode.READ_ONLY)) {
            ObjectHandle object = writer.createObject(data().token(true).build());
            assertThat(session.getAttribute(object, CKA_LABEL)).isEqualTo("note");
            assertCode(CKR_SESSION_READ_ONLY, () -> session.destroyObject(object));
            assertCode(
                    CKR_SESSION_READ_ONLY,
                    () -> session.setAttributes(object, Template.builder().label("x").build()));
            assertCode(
                    CKR_SESSION_READ_ONLY, () -> session.createObject(data().token(true).build()));
            assertCode(CKR_SESSION_READ_ONLY, () -> session.copyObject(object, Template.empty()));
            assertCode(
                    CKR_SESSION_READ_ONLY,
                    () -> session.createObject(data().token(true).set(CKA_PRIVATE, true).build()));
            ObjectHandle copy = session.copyObject(object, Template.builder().token(false).build());
            session.setAttributes(copy, Template.builder().label("mine").build());
            session.destroyObject(copy);
        }
    }

    @Test
    void copy_takesEverythingButTheUniqueId_andCanBeMadeStricterOnly() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key =
                    Keys.aes(session, b -> b.set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, true));
            byte[] value = session.getAttribute(key, CKA_VALUE);
            ObjectHandle copy =
                    session.copyObject(
                            key, Template.builder().label("copy").set(CKA_SENSITIVE, true).build());
            assertThat(session.getAttribute(copy, CKA_LABEL)).isEqualTo("copy");
            assertThat(session.getAttribute(copy, CKA_ALWAYS_SENSITIVE)).isFalse();
            assertThat(session.getAttribute(copy, CKA_LOCAL)).isTrue();
            assertThat(session.getAttribute(copy, CKA_UNIQUE_ID))
                    .isNotEqualTo(session.getAttribute(key, CKA_UNIQUE_ID));
            byte[] ciphertext = session.encrypt(Keys.cbc(), copy, new byte[16]);
            session.destroyObject(copy);
            assertThat(session.decrypt(Keys.cbc(), key, ciphertext)).isEqualTo(new byte[16]);
            assertThat(session.getAttribute(key, CKA_VALUE)).isEqualTo(value);
            ObjectHandle strict = Keys.aes(session);
            assertCode(
                    CKR_ATTRIBUTE_READ_ONLY,
                    () ->
                            session.copyObject(
                                    strict, Template.builder().set(CKA_SENSITIVE, false).build()));
            assertCode(
                    CKR_ATTRIBUTE_READ_ONLY,
                    () ->
                            session.copyObject(
                                    strict, Template.builder().set(CKA_EXTRACTABLE, true).build()));
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () ->
                            session.copyObject(
                                    strict, Template.builder().set(CKA_PRIVATE, false).build()));
            assertCode(
                    CKR_ATTRIBUTE_READ_ONLY,
                    () ->
                            session.copyObject(
                                    strict,
                                    Template.builder().objectClass(ObjectClass.CKO_DATA).build()));
            session.setAttributes(strict, Template.builder().set(CKA_COPYABLE, false).build());
            assertCode(CKR_ACTION_PROHIBITED, () -> session.copyObject(strict, Template.empty()));
            assertCode(
                    CKR_OBJECT_HANDLE_INVALID,
                    () -> session.copyObject(new ObjectHandle(1), Template.empty()));
        }
    }

    @Test
    @Tag("S4-32")
    void destroyed_isGoneForGood_alsoFromTheStore() {
        try (TestModule module = TestModule.open()) {
            Session session = module.userSession();
            ObjectHandle key = Keys.aes(session, b -> b.token(true).label("gone"));
            session.destroyObject(key);
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.destroyObject(key));
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.objectSize(key));
            assertCode(CKR_KEY_HANDLE_INVALID, () -> session.encrypt(Keys.gcm(), key, new byte[4]));
            module.restart();
            assertThat(module.userSession().findObjects(Template.builder().label("gone").build()))
                    .isEmpty();
        }
    }

    @Test
    void indestructible_isKept() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            ObjectHandle object = session.createObject(data().set(CKA_DESTROYABLE, false).build());
            assertCode(CKR_ACTION_PROHIBITED, () -> session.destroyObject(object));
            ObjectHandle profile =
                    session.findObjects(
                                    Template.builder().objectClass(ObjectClass.CKO_PROFILE).build())
                            .get(0);
            assertCode(CKR_ACTION_PROHIBITED, () -> session.destroyObject(profile));
            assertCode(CKR_ACTION_PROHIBITED, () -> session.copyObject(profile, Template.empty()));
        }
    }

    @Test
    void failedCommit_changesNothing() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session, b -> b.token(true).label("before"));
            module.stores.slot(0).failCommits(true);
            assertCode(CKR_DEVICE_ERROR, () -> session.destroyObject(key));
            assertCode(
                    CKR_DEVICE_ERROR,
                    () -> session.setAttributes(key, Template.builder().label("after").build()));
            assertCode(CKR_DEVICE_ERROR, () -> Keys.aes(session, b -> b.token(true).label("new")));
            module.stores.slot(0).failCommits(false);
            assertThat(session.getAttribute(key, CKA_LABEL)).isEqualTo("before");
            assertThat(session.findObjects(Template.builder().label("new").build())).isEmpty();
            assertThat(
                            session.decrypt(
                                    Keys.cbc(),
                                    key,
                                    session.encrypt(Keys.cbc(), key, new byte[16])))
                    .isEqualTo(new byte[16]);
        }
    }

    @Test
    void limitOfObjects_isDeviceMemory() {
        try (TestModule module = TestModule.open().limits(6, 10)) {
            module.restart();
            try (Session session = module.session()) {
                session.createObject(DATA);
                session.createObject(DATA);
                assertCode(CKR_DEVICE_MEMORY, () -> session.createObject(DATA));
            }
        }
    }

    @Test
    void size_growsWithTheObject() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            long small = session.objectSize(session.createObject(DATA));
            long large =
                    session.objectSize(
                            session.createObject(data().set(CKA_VALUE, new byte[1000]).build()));
            assertThat(large - small).isEqualTo(997);
            assertThat(session.objectSize(Keys.aes(session))).isGreaterThan(32);
        }
    }

    @Test
    void handles_areNeverUsedAgain() {
        try (TestModule module = TestModule.open()) {
            Set<Long> seen = new HashSet<>();
            for (int i = 0; i < 2000; i++) {
                Session session = module.session();
                assertThat(seen.add(session.handle())).isTrue();
                assertThat(seen.add(session.createObject(DATA).value())).isTrue();
                session.close();
            }
            assertThat(seen).allMatch(handle -> handle > 0);
            // A counter would show.
            assertThat(seen.stream().filter(handle -> seen.contains(handle + 1)).count()).isZero();
        }
    }

    @Test
    void changeCount_growsWithEveryChangeThatAnIndexWouldMiss() {
        try (TestModule module = TestModule.open();
                Session session = module.session()) {
            long start = module.slot().changeCount();
            session.createObject(DATA);
            assertThat(module.slot().changeCount()).isEqualTo(start);
            ObjectHandle object = session.createObject(data().token(true).build());
            long created = module.slot().changeCount();
            session.setAttributes(object, Template.builder().label("other").build());
            long changed = module.slot().changeCount();
            session.destroyObject(object);
            long destroyed = module.slot().changeCount();
            session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
            long loggedIn = module.slot().changeCount();
            session.logout();
            assertThat(
                            List.of(
                                    start,
                                    created,
                                    changed,
                                    destroyed,
                                    loggedIn,
                                    module.slot().changeCount()))
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void everyChange_isRecordedWithTheStateOfTheStore() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session, b -> b.token(true).label("recorded"));
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY).mark())
                    .isEqualTo(module.stores.slot(0).mark());
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY).label()).isEqualTo("recorded");
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY).objectId())
                    .isEqualTo(session.getAttribute(key, CKA_UNIQUE_ID));
            session.destroyObject(key);
            assertThat(module.audit.last(AuditEvent.DESTROY_OBJECT).mark())
                    .isEqualTo(module.stores.slot(0).mark());
            assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.destroyObject(key));
            assertThat(module.audit.last(AuditEvent.DESTROY_OBJECT).result())
                    .isEqualTo(CKR_OBJECT_HANDLE_INVALID);
        }
    }
}
