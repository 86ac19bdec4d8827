package io.craton.hsm.core.token;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.TestModule;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody does first with a token, from end to end. */
class FirstUseTest {
    private static final byte[] DATA = "attack at dawn".getBytes(StandardCharsets.UTF_8);

    @Test
    @Tag("S1-18")
    void tokenKeyPair_signsAlsoAfterARestart() {
        try (TestModule module = TestModule.open()) {
            byte[] signature;
            Mechanism ecdsa = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
            try (Session session = module.userSession()) {
                KeyPairHandles pair =
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                                Template.builder()
                                        .token(true)
                                        .label("signer")
                                        .set(
                                                AttributeType.CKA_EC_PARAMS,
                                                java.util.HexFormat.of()
                                                        .parseHex("06082a8648ce3d030107"))
                                        .build(),
                                Template.builder().token(true).label("signer").build());
                signature = session.sign(ecdsa, pair.privateKey(), DATA);
                session.verify(ecdsa, pair.publicKey(), DATA, signature);
            }
            module.restart();
            try (Session session = module.session()) {
                Template label = Template.builder().label("signer").build();
                List<ObjectHandle> found = session.findObjects(label);
                assertThat(found).hasSize(1);
                session.verify(ecdsa, found.get(0), DATA, signature);
                session.login(io.craton.hsm.UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
                ObjectHandle key =
                        session.findObjects(
                                        Template.builder()
                                                .label("signer")
                                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                                .build())
                                .get(0);
                byte[] again = session.sign(ecdsa, key, DATA);
                session.verify(ecdsa, found.get(0), DATA, again);
                again[5] ^= 1;
                assertCode(
                        ReturnCode.CKR_SIGNATURE_INVALID,
                        () -> session.verify(ecdsa, found.get(0), DATA, again));
            }
        }
    }

    @Test
    void gcmWithoutIv_getsOneThatIsTold() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key =
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                            Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build());
            byte[] ciphertext;
            byte[] iv;
            try (CipherOperation operation =
                    session.encryptor(
                            Mechanism.of(
                                    MechanismType.CKM_AES_GCM,
                                    new MechanismParameters.Gcm(null, new byte[0], 128)),
                            key)) {
                ciphertext = operation.doFinal(DATA);
                iv = operation.iv();
            }
            assertThat(iv).hasSize(12);
            byte[] plain =
                    session.decrypt(
                            Mechanism.of(
                                    MechanismType.CKM_AES_GCM,
                                    new MechanismParameters.Gcm(iv, new byte[0], 128)),
                            key,
                            ciphertext);
            assertThat(plain).isEqualTo(DATA);
        }
    }

    @Test
    void logout_endsOperationsWithPrivateKeys() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key =
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN),
                            Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build());
            var operation = session.signer(Mechanism.of(MechanismType.CKM_SHA256_HMAC), key);
            operation.update(DATA);
            session.logout();
            assertCode(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, operation::sign);
            assertCode(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    () -> session.sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), key, DATA));
        }
    }
}
