package io.craton.hsm.core.function;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeRequest;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of section 5.2 on every kind of function: what ends an operation and what does not. */
class FunctionsTest {
    private static final byte[] DATA = new byte[48];
    private static final ObjectHandle NO_KEY = new ObjectHandle(0);

    private TestModule module;
    private Session session;
    private SessionFunctions functions;
    private ObjectHandle aes;
    private KeyPairHandles ec;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        functions = session.functions();
        aes = Keys.aes(session, b -> b.set(CKA_SIGN, true).set(CKA_VERIFY, true));
        ec = Keys.ec(session);
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    private static byte[] content(ByteBuffer buffer) {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Test
    void encrypt_askedForItsLength_orGivenTooLittleRoom_goesOn() {
        functions.encryptInit(Keys.cbc(), aes);
        assertThat(functions.encrypt(DATA, null)).isEqualTo(48);
        ByteBuffer small = room(47);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encrypt(DATA, small));
        assertThat(small.position()).isZero();
        ByteBuffer out = room(48);
        assertThat(functions.encrypt(DATA, out)).isEqualTo(48);
        assertThat(content(out)).isEqualTo(session.encrypt(Keys.cbc(), aes, DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, room(48)));
    }

    @Test
    void paddedDecryption_fitsABufferOfTheExactLength() {
        byte[] plain = new byte[20];
        byte[] ciphertext = session.encrypt(Keys.cbcPad(), aes, plain);
        functions.decryptInit(Keys.cbcPad(), aes);
        assertThat(functions.decrypt(ciphertext, null)).isGreaterThanOrEqualTo(20);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.decrypt(ciphertext, room(19)));
        ByteBuffer out = room(20);
        assertThat(functions.decrypt(ciphertext, out)).isEqualTo(20);
        assertThat(content(out)).isEqualTo(plain);
    }

    @Test
    void parts_giveTheSameAsOneCall() {
        functions.encryptInit(Keys.cbc(), aes);
        ByteBuffer out = room(48);
        for (int i = 0; i < 3; i++) {
            assertThat(functions.encryptUpdate(new byte[16], null)).isGreaterThanOrEqualTo(16);
            functions.encryptUpdate(new byte[16], out);
        }
        functions.encryptFinal(out);
        assertThat(content(out)).isEqualTo(session.encrypt(Keys.cbc(), aes, DATA));
        functions.decryptInit(Keys.cbc(), aes);
        ByteBuffer plain = room(64);
        functions.decryptUpdate(out.array(), plain);
        functions.decryptFinal(plain);
        assertThat(content(plain)).isEqualTo(DATA);
    }

    @Test
    void update_withTooLittleRoom_takesTheDataOnlyOnce() {
        functions.encryptInit(Keys.cbc(), aes);
        byte[] block = new byte[16];
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encryptUpdate(block, room(15)));
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encryptUpdate(block, room(1)));
        ByteBuffer out = room(64);
        functions.encryptUpdate(block, out);
        functions.encryptFinal(out);
        assertThat(content(out)).isEqualTo(session.encrypt(Keys.cbc(), aes, block));
    }

    @Test
    void oneCallAndParts_doNotMix() {
        functions.encryptInit(Keys.cbc(), aes);
        functions.encryptUpdate(new byte[16], room(32));
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encrypt(DATA, room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encryptFinal(room(64)));
        functions.encryptInit(Keys.cbc(), aes);
        functions.encrypt(DATA, null);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encryptUpdate(DATA, room(64)));
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.digestUpdate(DATA);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.digest(DATA, room(32)));
        functions.signInit(Keys.ecdsa(), ec.privateKey());
        functions.signUpdate(DATA);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.sign(DATA, room(64)));
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        functions.verifyUpdate(DATA);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.verify(DATA, new byte[64]));
    }

    @Test
    void errors_endTheOperation() {
        functions.encryptInit(Keys.cbc(), aes);
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encrypt(new byte[15], room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, room(64)));
        functions.decryptInit(Keys.cbc(), aes);
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> functions.decrypt(new byte[15], room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decrypt(DATA, room(64)));
        functions.encryptInit(Keys.cbc(), aes);
        assertCode(CKR_ARGUMENTS_BAD, () -> functions.encrypt(nothing(), room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encryptFinal(room(64)));
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        assertCode(CKR_SIGNATURE_LEN_RANGE, () -> functions.verify(DATA, new byte[200]));
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        assertCode(CKR_SIGNATURE_INVALID, () -> functions.verify(DATA, filled(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verify(DATA, new byte[64]));
    }

    private static byte[] filled(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    @SuppressWarnings({"NullAway", "DataFlowIssue"}) // What a caller from another language can do.
    private static byte[] nothing() {
        return null;
    }

    @Test
    void secondInit_isRefusedAndTheFirstGoesOn() {
        functions.encryptInit(Keys.cbc(), aes);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encryptInit(Keys.cbc(), aes));
        functions.encrypt(DATA, room(48));
        functions.findObjectsInit(Template.empty());
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.findObjectsInit(Template.empty()));
        functions.findObjectsFinal();
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::findObjectsFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.findObjects(1));
    }

    @Test
    void everyKind_withoutInit_isNotInitialized() {
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encryptUpdate(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encryptFinal(null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decrypt(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decryptFinal(null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digest(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digestUpdate(DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digestKey(aes));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digestFinal(null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.sign(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.signUpdate(DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.signFinal(null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.signRecover(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verify(DATA, DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verifyUpdate(DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verifyFinal(DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verifyRecover(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.verifySignature(DATA));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::verifySignatureFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageEncryptFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageDecryptFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageSignFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageVerifyFinal);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::getOperationState);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::encryptionIv);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digestEncryptUpdate(DATA, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decryptVerifyUpdate(DATA, null));
    }

    @Test
    void cancel_byNullMechanism_orSessionCancel() {
        functions.encryptInit(Keys.cbc(), aes);
        functions.encryptInit(null, NO_KEY);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, null));
        functions.encryptInit(Keys.cbc(), aes);
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.sessionCancel(Set.of(OperationKind.ENCRYPT, OperationKind.SIGN));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, null));
        functions.digest(DATA, room(32));
        functions.sessionCancel(Set.of());
    }

    @Test
    void sign_andVerify_oneCallPartsAndSignatureFirst() {
        functions.signInit(Keys.ecdsa(), ec.privateKey());
        assertThat(functions.sign(DATA, null)).isEqualTo(64);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.sign(DATA, room(63)));
        ByteBuffer signature = room(64);
        assertThat(functions.sign(DATA, signature)).isEqualTo(64);
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        functions.verify(DATA, signature.array());
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        functions.verifyUpdate(new byte[40]);
        functions.verifyUpdate(new byte[8]);
        functions.verifyFinal(signature.array());
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), signature.array());
        functions.verifySignature(DATA);
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), signature.array());
        functions.verifySignatureUpdate(DATA);
        functions.verifySignatureFinal();
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), signature.array());
        assertCode(CKR_SIGNATURE_INVALID, () -> functions.verifySignature(new byte[47]));
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), signature.array());
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.verifyFinal(signature.array()));
        assertCode(
                CKR_ARGUMENTS_BAD,
                () -> functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), nothing()));
        functions.verifySignatureInit(Keys.ecdsa(), ec.publicKey(), signature.array());
        functions.verifySignatureInit(null, NO_KEY, nothing());
    }

    @Test
    void mechanismOfOnePiece_takesNoParts() {
        functions.signInit(Mechanism.of(CKM_ECDSA), ec.privateKey());
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.signUpdate(new byte[32]));
        functions.signInit(Mechanism.of(CKM_ECDSA), ec.privateKey());
        functions.sign(new byte[32], room(64));
    }

    @Test
    void signRecover_givesTheDataBack() {
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_MODULUS_BITS, 2048L)
                                .set(CKA_VERIFY_RECOVER, true)
                                .build(),
                        Template.builder().set(CKA_SIGN_RECOVER, true).build());
        Mechanism pkcs = Mechanism.of(CKM_RSA_PKCS);
        functions.signRecoverInit(pkcs, rsa.privateKey());
        assertThat(functions.signRecover(DATA, null)).isEqualTo(256);
        ByteBuffer signature = room(256);
        functions.signRecover(DATA, signature);
        functions.verifyRecoverInit(pkcs, rsa.publicKey());
        assertCode(
                CKR_BUFFER_TOO_SMALL, () -> functions.verifyRecover(signature.array(), room(47)));
        ByteBuffer recovered = room(48);
        assertThat(functions.verifyRecover(signature.array(), recovered)).isEqualTo(48);
        assertThat(recovered.array()).isEqualTo(DATA);
        byte[] damaged = signature.array().clone();
        damaged[100] ^= 1;
        functions.verifyRecoverInit(pkcs, rsa.publicKey());
        assertCode(CKR_SIGNATURE_INVALID, () -> functions.verifyRecover(damaged, room(256)));
        assertCode(
                CKR_OPERATION_NOT_INITIALIZED, () -> functions.verifyRecover(damaged, room(256)));
    }

    @Test
    void digest_oneCallPartsAndKey() throws Exception {
        byte[] expected = MessageDigest.getInstance("SHA-256", "SUN").digest(DATA);
        functions.digestInit(Mechanism.of(CKM_SHA256));
        assertThat(functions.digest(DATA, null)).isEqualTo(32);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.digest(DATA, room(31)));
        ByteBuffer out = room(32);
        functions.digest(DATA, out);
        assertThat(out.array()).isEqualTo(expected);
        ObjectHandle key =
                session.createObject(Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[16]).build());
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.digestUpdate(new byte[32]);
        functions.digestKey(key);
        assertThat(functions.digestFinal(null)).isEqualTo(32);
        ByteBuffer withKey = room(32);
        functions.digestFinal(withKey);
        assertThat(withKey.array()).isEqualTo(expected);
        functions.digestInit(Mechanism.of(CKM_SHA256));
        assertCode(CKR_KEY_INDIGESTIBLE, () -> functions.digestKey(ec.privateKey()));
    }

    @Test
    void digestKey_ofNoObject_letsTheDigestGoOn() throws Exception {
        byte[] expected = MessageDigest.getInstance("SHA-256", "SUN").digest(DATA);
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.digestUpdate(DATA);
        assertCode(CKR_KEY_HANDLE_INVALID, () -> functions.digestKey(new ObjectHandle(5)));
        ByteBuffer out = room(32);
        functions.digestFinal(out);
        assertThat(out.array()).isEqualTo(expected);
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digestKey(new ObjectHandle(5)));
        try (DigestOperation digest = session.digester(Mechanism.of(CKM_SHA256))) {
            digest.update(DATA);
            assertCode(CKR_KEY_HANDLE_INVALID, () -> digest.updateKey(new ObjectHandle(5)));
            assertThat(digest.digest()).isEqualTo(expected);
        }
    }

    @Test
    void dualFunctions_doBoth() throws Exception {
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.encryptInit(Keys.cbc(), aes);
        assertThat(functions.digestEncryptUpdate(DATA, null)).isGreaterThanOrEqualTo(48);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.digestEncryptUpdate(DATA, room(1)));
        ByteBuffer ciphertext = room(64);
        functions.digestEncryptUpdate(DATA, ciphertext);
        functions.encryptFinal(ciphertext);
        ByteBuffer digest = room(32);
        functions.digestFinal(digest);
        byte[] expected = MessageDigest.getInstance("SHA-256", "SUN").digest(DATA);
        assertThat(digest.array()).isEqualTo(expected);
        assertThat(content(ciphertext)).isEqualTo(session.encrypt(Keys.cbc(), aes, DATA));

        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.decryptInit(Keys.cbc(), aes);
        ByteBuffer plain = room(64);
        functions.decryptDigestUpdate(content(ciphertext), plain);
        functions.decryptFinal(plain);
        ByteBuffer digestOfPlain = room(32);
        functions.digestFinal(digestOfPlain);
        assertThat(digestOfPlain.array()).isEqualTo(expected);

        functions.signInit(Keys.ecdsa(), ec.privateKey());
        functions.encryptInit(Keys.cbc(), aes);
        functions.signEncryptUpdate(DATA, room(64));
        functions.sessionCancel(Set.of(OperationKind.ENCRYPT));
        ByteBuffer signature = room(64);
        functions.signFinal(signature);
        functions.verifyInit(Keys.ecdsa(), ec.publicKey());
        functions.decryptInit(Keys.cbc(), aes);
        functions.decryptVerifyUpdate(content(ciphertext), room(64));
        functions.decryptFinal(room(64));
        functions.verifyFinal(signature.array());
    }

    /** Who serves other programs wipes what came from them. */
    @Test
    void associatedDataOfAMessageInParts_isTheCallersAgainAfterTheFirstCall() {
        functions.messageEncryptInit(Mechanism.of(CKM_AES_GCM), aes);
        MessageParameters.Aead parameters =
                MessageParameters.Aead.generated(new byte[12], new byte[16]);
        byte[] aad = {1, 2, 3};
        functions.encryptMessageBegin(parameters, aad);
        Arrays.fill(aad, (byte) 0);
        ByteBuffer ciphertext = room(48);
        functions.encryptMessageNext(parameters, DATA, ciphertext, true);
        functions.messageDecryptInit(Mechanism.of(CKM_AES_GCM), aes);
        ByteBuffer plain = room(48);
        functions.decryptMessage(
                MessageParameters.Aead.withIv(parameters.iv(), parameters.tag()),
                new byte[] {1, 2, 3},
                ciphertext.array(),
                plain);
        assertThat(plain.array()).isEqualTo(DATA);
    }

    @Test
    void messages_eachHaveTheirParameter() {
        Mechanism gcm = Mechanism.of(CKM_AES_GCM);
        functions.messageEncryptInit(gcm, aes);
        byte[] tag = new byte[16];
        byte[] iv = new byte[12];
        MessageParameters.Aead parameters = MessageParameters.Aead.generated(iv, tag);
        assertThat(functions.encryptMessage(parameters, new byte[3], DATA, null)).isEqualTo(48);
        ByteBuffer ciphertext = room(48);
        functions.encryptMessage(parameters, new byte[3], DATA, ciphertext);
        assertThat(iv).isNotEqualTo(new byte[12]);
        byte[] secondIv = new byte[12];
        byte[] secondTag = new byte[16];
        MessageParameters.Aead second = MessageParameters.Aead.generated(secondIv, secondTag);
        functions.encryptMessageBegin(second, new byte[0]);
        ByteBuffer parts = room(64);
        functions.encryptMessageNext(second, new byte[20], parts, false);
        functions.encryptMessageNext(second, new byte[28], parts, true);
        functions.messageEncryptFinal();
        assertThat(secondIv).isNotEqualTo(iv);

        functions.messageDecryptInit(gcm, aes);
        ByteBuffer plain = room(48);
        functions.decryptMessage(
                MessageParameters.Aead.withIv(iv, tag), new byte[3], ciphertext.array(), plain);
        assertThat(plain.array()).isEqualTo(DATA);
        MessageParameters.Aead again = MessageParameters.Aead.withIv(secondIv, secondTag);
        functions.decryptMessageBegin(again, new byte[0]);
        ByteBuffer plainParts = room(64);
        functions.decryptMessageNext(again, Arrays.copyOf(parts.array(), 20), plainParts, false);
        assertThat(plainParts.position()).isZero();
        functions.decryptMessageNext(
                again, Arrays.copyOfRange(parts.array(), 20, 48), plainParts, true);
        assertThat(content(plainParts)).isEqualTo(DATA);
        tag[0] ^= 1;
        assertCode(
                CKR_AEAD_DECRYPT_FAILED,
                () ->
                        functions.decryptMessage(
                                MessageParameters.Aead.withIv(iv, tag),
                                new byte[3],
                                ciphertext.array(),
                                room(48)));
        functions.messageDecryptFinal();
    }

    @Test
    void messageOrder_isKept() {
        functions.messageEncryptInit(Mechanism.of(CKM_AES_GCM), aes);
        MessageParameters.Aead parameters =
                MessageParameters.Aead.generated(new byte[12], new byte[16]);
        functions.encryptMessageBegin(parameters, new byte[0]);
        assertCode(CKR_OPERATION_ACTIVE, functions::messageEncryptFinal);
        assertCode(
                CKR_OPERATION_NOT_INITIALIZED,
                () -> functions.encryptMessageNext(parameters, DATA, room(64), true));
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () ->
                        functions.encryptMessage(
                                MessageParameters.NONE, new byte[0], DATA, room(64)));
        MessageParameters.Aead partly =
                new MessageParameters.Aead(
                        new byte[12],
                        32,
                        MessageParameters.Generator.CKG_GENERATE_COUNTER,
                        new byte[16]);
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () -> functions.encryptMessage(partly, new byte[0], DATA, room(64)));
        functions.messageEncryptFinal();
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> functions.messageEncryptInit(Mechanism.of(CKM_AES_CBC), aes));
    }

    @Test
    void messageSignatures_areManyUnderOneInit() {
        functions.messageSignInit(Keys.ecdsa(), ec.privateKey());
        ByteBuffer first = room(64);
        assertThat(functions.signMessage(DATA, null)).isEqualTo(64);
        functions.signMessage(DATA, first);
        functions.signMessageBegin();
        functions.signMessageNext(new byte[40]);
        ByteBuffer second = room(64);
        functions.signMessageEnd(new byte[8], second);
        functions.messageSignFinal();
        functions.messageVerifyInit(Keys.ecdsa(), ec.publicKey());
        functions.verifyMessage(DATA, first.array());
        functions.verifyMessageBegin();
        functions.verifyMessageNext(DATA);
        functions.verifyMessageEnd(new byte[0], second.array());
        functions.messageVerifyFinal();
        functions.messageVerifyInit(Keys.ecdsa(), ec.publicKey());
        assertCode(
                CKR_SIGNATURE_INVALID, () -> functions.verifyMessage(new byte[1], first.array()));
        functions.messageVerifyFinal();
        assertCode(CKR_OPERATION_NOT_INITIALIZED, functions::messageVerifyFinal);
    }

    @Test
    void alwaysAuthenticate_needsALoginForEachOperation() {
        KeyPairHandles careful =
                Keys.ec(session, b -> b, b -> b.set(CKA_ALWAYS_AUTHENTICATE, true));
        byte[] pin = TestModule.USER_PIN.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        functions.signInit(Keys.ecdsa(), careful.privateKey());
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> functions.sign(DATA, room(64)));
        functions.signInit(Keys.ecdsa(), careful.privateKey());
        assertCode(
                CKR_PIN_INCORRECT,
                () -> functions.login(UserType.CKU_CONTEXT_SPECIFIC, "wrong pin".getBytes()));
        functions.login(UserType.CKU_CONTEXT_SPECIFIC, pin);
        functions.sign(DATA, room(64));
        functions.signInit(Keys.ecdsa(), careful.privateKey());
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> functions.sign(DATA, room(64)));
        assertCode(
                CKR_OPERATION_NOT_INITIALIZED,
                () -> functions.login(UserType.CKU_CONTEXT_SPECIFIC, pin));
        assertCode(
                CKR_OPERATION_NOT_INITIALIZED,
                () ->
                        session.login(
                                UserType.CKU_CONTEXT_SPECIFIC, TestModule.USER_PIN.toCharArray()));
        try (var operation = session.signer(Keys.ecdsa(), careful.privateKey())) {
            operation.authenticate(TestModule.USER_PIN.toCharArray());
            operation.update(DATA);
            assertThat(operation.sign()).hasSize(64);
        }
    }

    @Test
    void logout_endsEveryOperation() {
        functions.encryptInit(Keys.cbc(), aes);
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.findObjectsInit(Template.empty());
        session.logout();
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(DATA, room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.digest(DATA, room(64)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.findObjects(1));
    }

    @Test
    void operationState_ofADigest_goesOnInAnotherSession() throws Exception {
        functions.digestInit(Mechanism.of(CKM_SHA256));
        functions.digestUpdate(new byte[20]);
        functions.findObjectsInit(Template.empty());
        byte[] state = functions.getOperationState();
        functions.sessionCancel(Set.of(OperationKind.DIGEST));
        try (Session other = module.session()) {
            other.functions().setOperationState(state, null, null);
            other.functions().digestUpdate(new byte[28]);
            ByteBuffer out = room(32);
            other.functions().digestFinal(out);
            assertThat(out.array())
                    .isEqualTo(MessageDigest.getInstance("SHA-256", "SUN").digest(DATA));
            state[0] ^= 1;
            assertCode(
                    CKR_SAVED_STATE_INVALID,
                    () -> other.functions().setOperationState(state, null, null));
            assertCode(
                    CKR_ARGUMENTS_BAD,
                    () -> other.functions().setOperationState(nothing(), null, null));
            assertCode(
                    CKR_KEY_NOT_NEEDED,
                    () -> other.functions().setOperationState(state, aes, null));
        }
        functions.signInit(Keys.ecdsa(), ec.privateKey());
        assertCode(CKR_STATE_UNSAVEABLE, functions::getOperationState);
    }

    @Test
    void getAttributeValue_answersWhatItCan() {
        AttributeCodec form = AttributeCodec.of(ByteOrder.LITTLE_ENDIAN, 8);
        ObjectHandle object =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_DATA)
                                .label("Label")
                                .build());
        AttributeRequest objectClass = new AttributeRequest(CKA_CLASS.code(), room(8));
        AttributeRequest unknown = new AttributeRequest(999, room(8));
        AttributeRequest label = new AttributeRequest(CKA_LABEL.code(), null);
        assertThat(functions.getAttributeValue(object, List.of(objectClass, unknown, label), form))
                .isEqualTo(CKR_ATTRIBUTE_TYPE_INVALID);
        assertThat(objectClass.length()).isEqualTo(8);
        assertThat(unknown.length()).isEqualTo(AttributeRequest.UNAVAILABLE);
        assertThat(label.length()).isEqualTo(5);
        AttributeRequest small = new AttributeRequest(CKA_LABEL.code(), room(1));
        assertThat(functions.getAttributeValue(object, List.of(small), form))
                .isEqualTo(CKR_BUFFER_TOO_SMALL);
        assertThat(small.length()).isEqualTo(AttributeRequest.UNAVAILABLE);
        AttributeRequest secret = new AttributeRequest(CKA_VALUE.code(), room(32));
        assertThat(functions.getAttributeValue(aes, List.of(secret), form))
                .isEqualTo(CKR_ATTRIBUTE_SENSITIVE);
        assertThat(secret.length()).isEqualTo(AttributeRequest.UNAVAILABLE);
        assertThat(functions.getAttributeValue(object, List.of(), form))
                .isEqualTo(ReturnCode.CKR_OK);
        assertCode(
                CKR_OBJECT_HANDLE_INVALID,
                () -> functions.getAttributeValue(new ObjectHandle(1), List.of(), form));
    }

    @Test
    void wrapKey_tellsItsLength() {
        ObjectHandle wrapper = Keys.aes(session, b -> b.set(CKA_WRAP, true));
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        int length = functions.wrapKey(Keys.kwp(), wrapper, key, null);
        assertThat(length).isEqualTo(40);
        assertCode(
                CKR_BUFFER_TOO_SMALL, () -> functions.wrapKey(Keys.kwp(), wrapper, key, room(39)));
        assertThat(functions.wrapKey(Keys.kwp(), wrapper, key, room(40))).isEqualTo(40);
    }

    @Test
    void functionsThatDoNothing_saySo() {
        assertCode(CKR_FUNCTION_NOT_PARALLEL, functions::getFunctionStatus);
        assertCode(CKR_FUNCTION_NOT_PARALLEL, functions::cancelFunction);
        assertCode(CKR_SESSION_ASYNC_NOT_SUPPORTED, functions::async);
        assertThat(functions.getSessionValidationFlags(1)).isZero();
        assertCode(
                CKR_ARGUMENTS_BAD,
                () -> functions.loginUser(UserType.CKU_USER, new byte[8], new byte[] {'m', 'e'}));
        assertCode(
                CKR_USER_ALREADY_LOGGED_IN,
                () ->
                        functions.loginUser(
                                UserType.CKU_USER,
                                TestModule.USER_PIN.getBytes(
                                        java.nio.charset.StandardCharsets.UTF_8),
                                new byte[0]));
    }
}
