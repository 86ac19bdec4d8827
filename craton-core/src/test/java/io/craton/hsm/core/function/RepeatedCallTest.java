package io.craton.hsm.core.function;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionFunctions.EncapsulatedKey;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls that are made again after {@code CKR_BUFFER_TOO_SMALL}, and processes of many messages that
 * go on after a failure.
 */
class RepeatedCallTest {
    private static final byte[] DATA = new byte[48];

    private TestModule module;
    private Session session;
    private SessionFunctions functions;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        functions = session.functions();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Test
    void otherData_afterABufferThatWasTooSmall_neverGetsTheOldResult() {
        ObjectHandle aes = Keys.aes(session);
        byte[] first = session.encrypt(Keys.cbcPad(), aes, new byte[20]);
        byte[] second = session.encrypt(Keys.cbcPad(), aes, new byte[21]);
        functions.decryptInit(Keys.cbcPad(), aes);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.decrypt(first, room(1)));
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.decrypt(second, room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decrypt(first, room(64)));
    }

    @Test
    void otherCall_afterABufferThatWasTooSmall_losesNothingSilently() {
        ObjectHandle aes = Keys.aes(session);
        functions.encryptInit(Keys.cbc(), aes);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encryptUpdate(DATA, room(1)));
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encryptFinal(room(64)));
        functions.encryptInit(Keys.cbcPad(), aes);
        functions.encryptUpdate(DATA, room(64));
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encryptFinal(room(1)));
        assertThat(functions.encryptFinal(null)).isEqualTo(16);
        assertThat(functions.encryptFinal(room(16))).isEqualTo(16);
    }

    @Test
    void rsaDecryption_fitsThePlaintext_andIsDoneOnce() {
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_MODULUS_BITS, 2048L)
                                .set(CKA_PUBLIC_EXPONENT, new byte[] {0, 1, 0, 1})
                                .build(),
                        Template.empty());
        assertThat(session.getAttribute(rsa.publicKey(), CKA_PUBLIC_EXPONENT))
                .isEqualTo(new byte[] {1, 0, 1});
        Mechanism pkcs = Mechanism.of(CKM_RSA_PKCS);
        functions.encryptInit(pkcs, rsa.publicKey());
        ByteBuffer ciphertext = room(256);
        assertThat(functions.encrypt(new byte[10], ciphertext)).isEqualTo(256);
        functions.decryptInit(pkcs, rsa.privateKey());
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.decrypt(ciphertext.array(), room(9)));
        assertThat(functions.decrypt(ciphertext.array(), room(10))).isEqualTo(10);
    }

    @Test
    void rsaSignature_thatIsShortOrNoNumberOfTheKey_hasItsCode() {
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).build(),
                        Template.empty());
        byte[] tooLarge = new byte[256];
        java.util.Arrays.fill(tooLarge, (byte) 0xff);
        for (Mechanism mechanism :
                new Mechanism[] {
                    Mechanism.of(CKM_RSA_PKCS),
                    Mechanism.of(CKM_RSA_X_509),
                    Mechanism.of(CKM_SHA256_RSA_PKCS)
                }) {
            functions.verifyInit(mechanism, rsa.publicKey());
            assertCode(CKR_SIGNATURE_LEN_RANGE, () -> functions.verify(DATA, new byte[4]));
            functions.verifyInit(mechanism, rsa.publicKey());
            assertCode(CKR_SIGNATURE_INVALID, () -> functions.verify(DATA, tooLarge));
        }
        functions.signInit(Mechanism.of(CKM_RSA_PKCS), rsa.privateKey());
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.sign(new byte[246], room(256)));
        functions.signInit(Mechanism.of(CKM_RSA_X_509), rsa.privateKey());
        assertCode(CKR_DATA_INVALID, () -> functions.sign(tooLarge, room(256)));
        functions.signInit(Mechanism.of(CKM_RSA_X_509), rsa.privateKey());
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.sign(new byte[257], room(256)));
        functions.encryptInit(Mechanism.of(CKM_RSA_X_509), rsa.publicKey());
        assertCode(CKR_DATA_INVALID, () -> functions.encrypt(tooLarge, room(256)));
    }

    @Test
    void search_goesOnAfterAnError() {
        functions.findObjectsInit(Template.empty());
        assertCode(CKR_ARGUMENTS_BAD, () -> functions.findObjects(-1));
        assertThat(functions.findObjects(0)).isEmpty();
        assertThat(functions.findObjects(100)).isNotEmpty();
        assertThat(functions.findObjects(100)).isEmpty();
        functions.findObjectsFinal();
    }

    @Test
    void encapsulation_tellsItsLength_andMakesNoKeyWithoutRoom() {
        KeyPairHandles kem =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_KEM_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_KEM_768.code())
                                .build(),
                        Template.empty());
        Mechanism mechanism = Mechanism.of(CKM_ML_KEM);
        Template shared = Template.builder().label("shared").build();
        EncapsulatedKey asked = functions.encapsulateKey(mechanism, kem.publicKey(), shared, null);
        assertThat(asked.length()).isEqualTo(1088);
        assertThat(asked.key()).isNull();
        assertCode(
                CKR_BUFFER_TOO_SMALL,
                () -> functions.encapsulateKey(mechanism, kem.publicKey(), shared, room(1087)));
        assertThat(session.findObjects(shared)).isEmpty();
        ByteBuffer ciphertext = room(1100);
        EncapsulatedKey made =
                functions.encapsulateKey(mechanism, kem.publicKey(), shared, ciphertext);
        assertThat(made.length()).isEqualTo(1088).isEqualTo(ciphertext.position());
        assertThat(session.findObjects(shared)).containsExactly(made.key());
        assertThat(session.getAttribute(made.key(), CKA_EXTRACTABLE)).isTrue();
        assertThat(session.getAttribute(made.key(), CKA_ALWAYS_SENSITIVE)).isFalse();
        assertThat(session.getAttribute(made.key(), CKA_NEVER_EXTRACTABLE)).isFalse();
        assertThat(session.getAttribute(made.key(), CKA_LOCAL)).isFalse();
        assertCode(
                CKR_KEY_TYPE_INCONSISTENT,
                () -> functions.encapsulateKey(mechanism, kem.privateKey(), shared, null));
    }

    @Test
    void failedMessage_endsTheMessageOnly() {
        ObjectHandle aes = Keys.aes(session);
        functions.messageEncryptInit(Mechanism.of(CKM_AES_GCM), aes);
        MessageParameters.Aead parameters =
                MessageParameters.Aead.generated(new byte[12], new byte[16]);
        ByteBuffer ciphertext = room(48);
        functions.encryptMessage(parameters, new byte[0], DATA, ciphertext);
        functions.messageDecryptInit(Mechanism.of(CKM_AES_GCM), aes);
        byte[] damaged = ciphertext.array().clone();
        damaged[3] ^= 1;
        MessageParameters.Aead same =
                MessageParameters.Aead.withIv(parameters.iv(), parameters.tag());
        assertCode(
                CKR_AEAD_DECRYPT_FAILED,
                () -> functions.decryptMessage(same, new byte[0], damaged, room(48)));
        functions.decryptMessageBegin(same, new byte[0]);
        assertCode(
                CKR_OPERATION_ACTIVE,
                () -> functions.decryptMessage(same, new byte[0], damaged, room(48)));
        ByteBuffer plain = room(48);
        functions.decryptMessage(same, new byte[0], ciphertext.array(), plain);
        assertThat(plain.array()).isEqualTo(DATA);
        functions.messageDecryptFinal();
        functions.messageEncryptInit(null, aes);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageEncryptFinal);
    }

    @Test
    void messageSignature_ofACarefulKey_takesALoginForEachMessage() {
        KeyPairHandles careful =
                Keys.ec(session, b -> b, b -> b.set(CKA_ALWAYS_AUTHENTICATE, true));
        byte[] pin = TestModule.USER_PIN.getBytes(StandardCharsets.UTF_8);
        functions.messageSignInit(Keys.ecdsa(), careful.privateKey());
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> functions.signMessage(DATA, room(64)));
        for (int i = 0; i < 2; i++) {
            functions.login(UserType.CKU_CONTEXT_SPECIFIC, pin);
            ByteBuffer signature = room(64);
            functions.signMessage(DATA, signature);
            session.verify(Keys.ecdsa(), careful.publicKey(), DATA, signature.array());
        }
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> functions.signMessage(DATA, room(64)));
        functions.messageSignFinal();
    }
}
