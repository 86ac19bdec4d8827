package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Searches. */
class FindTest {
    private TestModule module;
    private Session session;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private List<ObjectHandle> find(Template.Builder template) {
        return session.findObjects(template.build());
    }

    @Test
    void find_byEachIndexedAttribute_givesThoseThatMatchAll() {
        KeyPairHandles pair =
                Keys.ec(
                        session,
                        b -> b.label("pair").id((byte) 1),
                        b -> b.label("pair").id((byte) 1));
        ObjectHandle aes = Keys.aes(session, b -> b.label("aes").id((byte) 2));
        assertThat(find(Template.builder().label("pair")))
                .containsExactly(pair.publicKey(), pair.privateKey());
        assertThat(find(Template.builder().id((byte) 1).objectClass(ObjectClass.CKO_PRIVATE_KEY)))
                .containsExactly(pair.privateKey());
        assertThat(find(Template.builder().keyType(KeyType.CKK_AES))).containsExactly(aes);
        assertThat(find(Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY)))
                .containsExactly(aes);
        assertThat(
                        find(
                                Template.builder()
                                        .set(
                                                CKA_UNIQUE_ID,
                                                session.getAttribute(aes, CKA_UNIQUE_ID))))
                .containsExactly(aes);
        assertThat(find(Template.builder().label("aes").id((byte) 1))).isEmpty();
        assertThat(find(Template.builder().set(CKA_DECRYPT, true))).containsExactly(aes);
        assertThat(find(Template.builder().set(CKA_VALUE_LEN, 32L))).containsExactly(aes);
        assertThat(find(Template.builder().label("nothing"))).isEmpty();
    }

    /** NSS and p11-kit ask for classes and attributes of their own at every start. */
    @Test
    void find_byWhatThisModuleDoesNotKnow_findsNothing() {
        Keys.aes(session, b -> b.label("k"));
        String[] templates = {
            "80000001 00000001 01", // an attribute of some vendor
            "ce534351 00000001 01", // CKA_NSS_..., CKA_TRUST_... of NSS
            "00000000 00000004 ce534353", // CKO_NSS_TRUST
            "00000000 00000004 d8446641", // CKO_X_TRUST_ASSERTION of p11-kit
            "00000000 00000004 0000000d", // the class after those of the standard
            "00000100 00000004 80000123", // a key type of some vendor
            "40000600 00000004 80000123", // CKA_ALLOWED_MECHANISMS with one of some vendor
            "40000211 0000000c ce534351 00000004 00000000", // in a CKA_WRAP_TEMPLATE
            "00000000 00000001 04", // a class of one byte
            "00000001 00000004 00000001", // CKA_TOKEN of four bytes
            "00000003 00000001 ff" // CKA_LABEL that is no UTF-8
        };
        for (String template : templates) {
            assertThat(search(template)).as(template).isEmpty();
        }
        assertThat(search("00000003 00000001 6b")).hasSize(1);
        String known = "00000003 00000001 6b 00000000 00000004 ce534353";
        assertThat(search(known)).as("beside what would match").isEmpty();
        assertThat(module.audit.of(AuditEvent.FIND_OBJECTS)).hasSize(templates.length + 2);
        assertCode(ReturnCode.CKR_ARGUMENTS_BAD, () -> search("00000003 00000002 6b"));
    }

    private List<ObjectHandle> search(String template) {
        SessionFunctions functions = session.functions();
        functions.findObjectsInit(
                HexFormat.of().parseHex(template.replace(" ", "")),
                AttributeCodec.of(ByteOrder.BIG_ENDIAN, 4));
        List<ObjectHandle> found = functions.findObjects(10);
        functions.findObjectsFinal();
        return found;
    }

    @Test
    void find_byEveryClassKeyTypeAndAttribute_isNoError() {
        for (ObjectClass objectClass : ObjectClass.values()) {
            find(Template.builder().objectClass(objectClass));
        }
        for (KeyType type : KeyType.values()) {
            find(Template.builder().keyType(type));
        }
        AttributeCodec form = AttributeCodec.of(ByteOrder.BIG_ENDIAN, 4);
        for (AttributeType<?> type : AttributeType.all()) {
            boolean template = type.encoding() == AttributeType.Encoding.TEMPLATE;
            for (int length : template ? new int[] {0} : new int[] {0, 1, 4, 8}) {
                ByteBuffer sought = ByteBuffer.allocate(8 + length);
                sought.putInt((int) type.code()).putInt(length);
                session.functions().findObjectsInit(sought.array(), form);
                session.functions().findObjectsFinal();
            }
        }
    }

    @Test
    void find_byNothing_givesEverythingThatIsSeen() {
        int before = find(Template.builder()).size();
        Keys.ec(session);
        assertThat(find(Template.builder())).hasSize(before + 2);
        session.logout();
        assertThat(find(Template.builder())).hasSize(before + 1);
    }

    @Test
    void find_followsChanges() {
        ObjectHandle key = Keys.aes(session, b -> b.label("old"));
        ObjectHandle twin = Keys.aes(session, b -> b.label("old"));
        session.setAttributes(key, Template.builder().label("new").id((byte) 9).build());
        assertThat(find(Template.builder().label("old"))).containsExactly(twin);
        assertThat(find(Template.builder().label("new"))).containsExactly(key);
        assertThat(find(Template.builder().id((byte) 9))).containsExactly(key);
        session.destroyObject(key);
        assertThat(find(Template.builder().label("new"))).isEmpty();
    }

    @Test
    void result_staysAsItIs_whileObjectsComeAndGo() {
        ObjectHandle first = Keys.aes(session, b -> b.label("k"));
        ObjectHandle second = Keys.aes(session, b -> b.label("k"));
        session.functions().findObjectsInit(Template.builder().label("k").build());
        assertThat(session.functions().findObjects(1)).containsExactly(first);
        session.destroyObject(first);
        Keys.aes(session, b -> b.label("k"));
        assertThat(session.functions().findObjects(10)).containsExactly(second);
        assertThat(session.functions().findObjects(10)).isEmpty();
        session.functions().findObjectsFinal();
    }

    @Test
    void find_byASecret_tellsNothingOfKeysThatCannotBeRead() {
        byte[] value = new byte[16];
        value[0] = 1;
        ObjectHandle open =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, value).set(CKA_SENSITIVE, false).build());
        session.createObject(Keys.secret(KeyType.CKK_AES, value).set(CKA_SENSITIVE, true).build());
        assertThat(find(Template.builder().set(CKA_VALUE, value))).containsExactly(open);
    }

    @Test
    void oneAmongMany_isFoundWithoutLookingAtTheOthers() {
        ObjectIndex index = new ObjectIndex(Clock.systemUTC());
        for (int i = 0; i < 20_000; i++) {
            Template attributes =
                    Template.builder()
                            .objectClass(ObjectClass.CKO_DATA)
                            .token(false)
                            .set(CKA_PRIVATE, false)
                            .label("object " + i)
                            .build();
            index.add(
                    new HsmObject(
                            new ObjectHandle(i + 1),
                            new java.util.UUID(0, i),
                            attributes,
                            1,
                            null,
                            null));
        }
        assertThat(
                        index.candidates(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_DATA)
                                        .label("object 12345")
                                        .build()))
                .hasSize(1);
        assertThat(index.candidates(Template.builder().objectClass(ObjectClass.CKO_DATA).build()))
                .hasSize(20_000);
    }
}
