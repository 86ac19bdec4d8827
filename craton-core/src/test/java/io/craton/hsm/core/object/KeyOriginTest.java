package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.CKR_ATTRIBUTE_READ_ONLY;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the module remembers of the origin of a key, and that nobody makes it up. */
class KeyOriginTest {
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

    private boolean unknown(ObjectHandle key) {
        return session.getAttribute(key, CKA_CRATON_VALUE_UNKNOWN);
    }

    private boolean bornFrozen(ObjectHandle key) {
        return session.getAttribute(key, CKA_CRATON_BORN_FROZEN);
    }

    private ObjectHandle copy(ObjectHandle key, UnaryOperator<Template.Builder> changes) {
        return session.copyObject(key, changes.apply(Template.builder()).build());
    }

    @Test
    void value_isUnknown_ofWhatTheModuleMakes() {
        assertThat(unknown(Keys.aes(session))).isTrue();
        assertThat(unknown(Keys.ec(session).privateKey())).isTrue();
        KeyPairHandles kem =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_KEM_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_KEM_768.code())
                                .build(),
                        Template.empty());
        Encapsulation made =
                session.encapsulateKey(Mechanism.of(CKM_ML_KEM), kem.publicKey(), Template.empty());
        assertThat(unknown(made.key())).isTrue();
        assertThat(
                        unknown(
                                session.decapsulateKey(
                                        Mechanism.of(CKM_ML_KEM),
                                        kem.privateKey(),
                                        Template.empty(),
                                        made.ciphertext())))
                .isTrue();
    }

    @Test
    void value_isNotUnknown_ofWhatSomebodyBringsOrTypes() {
        ObjectHandle created =
                session.createObject(Keys.secret(KeyType.CKK_AES, new byte[32]).build());
        assertThat(unknown(created)).isFalse();
        ObjectHandle wrapper = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, key);
        Template shape =
                Template.builder()
                        .objectClass(io.craton.hsm.ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES)
                        .build();
        assertThat(unknown(session.unwrapKey(Keys.kwp(), wrapper, wrapped, shape))).isFalse();
        Mechanism pbkdf2 =
                Mechanism.of(
                        CKM_PKCS5_PBKD2,
                        new MechanismParameters.Pbkdf2(
                                new byte[16], 1000, CKM_SHA256_HMAC, new byte[] {1, 2, 3}));
        ObjectHandle typed =
                session.generateKey(
                        pbkdf2,
                        Template.builder()
                                .keyType(KeyType.CKK_AES)
                                .set(CKA_VALUE_LEN, 32L)
                                .build());
        assertThat(unknown(typed)).isFalse();
    }

    @Test
    void desKeys_haveBitsThatEverybodyKnows() {
        try (TestModule other =
                        TestModule.open(
                                b -> b.set(io.craton.hsm.ConfigKey.ALGORITHMS_ALLOW_DES3, true));
                Session on = other.userSession()) {
            ObjectHandle des = on.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), Template.empty());
            assertThat(on.getAttribute(des, CKA_CRATON_VALUE_UNKNOWN)).isFalse();
        }
    }

    @Test
    void copiesAndRestarts_keepIt() {
        ObjectHandle made = Keys.aes(session);
        ObjectHandle brought =
                session.createObject(Keys.secret(KeyType.CKK_AES, new byte[32]).build());
        copy(made, b -> b.token(true).label("made"));
        copy(brought, b -> b.token(true).label("brought"));
        module.restart();
        session = module.userSession();
        assertThat(unknown(found("made"))).isTrue();
        assertThat(unknown(found("brought"))).isFalse();
    }

    private ObjectHandle found(String label) {
        return session.findObjects(Template.builder().label(label).build()).get(0);
    }

    @Test
    void nobodySetsIt() {
        ObjectHandle key = Keys.aes(session);
        for (AttributeType<Boolean> type :
                List.of(CKA_CRATON_VALUE_UNKNOWN, CKA_CRATON_BORN_FROZEN)) {
            for (boolean value : new boolean[] {true, false}) {
                Template one = Template.builder().set(type, value).build();
                assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one));
                assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(key, one));
                assertCode(
                        CKR_ATTRIBUTE_READ_ONLY, () -> Keys.aes(session, b -> b.set(type, value)));
                assertCode(
                        CKR_ATTRIBUTE_READ_ONLY,
                        () ->
                                session.createObject(
                                        Keys.secret(KeyType.CKK_AES, new byte[32])
                                                .set(type, value)
                                                .build()));
                ObjectHandle base =
                        session.createObject(
                                Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                        .set(CKA_DERIVE, true)
                                        .build());
                assertCode(
                        CKR_ATTRIBUTE_READ_ONLY,
                        () ->
                                session.deriveKey(
                                        Mechanism.of(CKM_SHA256_KEY_DERIVATION), base, one));
            }
        }
    }

    @Test
    void frozenFromBirth_isNotWhatWasFrozenLater() {
        ObjectHandle modifiable = Keys.aes(session, b -> b.set(CKA_WRAP, true));
        assertThat(bornFrozen(modifiable)).isFalse();
        assertThat(bornFrozen(copy(modifiable, b -> b.set(CKA_MODIFIABLE, false)))).isFalse();
        ObjectHandle frozen =
                Keys.aes(
                        session,
                        b ->
                                b.set(CKA_MODIFIABLE, false)
                                        .set(CKA_WRAP, true)
                                        .set(CKA_ENCRYPT, true));
        assertThat(bornFrozen(frozen)).isTrue();
        assertThat(bornFrozen(copy(frozen, b -> b.label("again")))).isTrue();
        // The source encrypts, and goes on doing so.
        assertThat(bornFrozen(copy(frozen, b -> b.set(CKA_ENCRYPT, false)))).isFalse();
    }
}
