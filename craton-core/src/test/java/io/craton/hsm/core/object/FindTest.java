package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
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
        ObjectIndex index = new ObjectIndex();
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
