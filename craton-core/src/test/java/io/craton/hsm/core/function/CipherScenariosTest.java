package io.craton.hsm.core.function;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the conformance suite pkcs11test asks of every block cipher, in a read-only session without
 * login.
 */
class CipherScenariosTest {
    private static final int BLOCKS = 8;
    private static final ObjectHandle NO_KEY = new ObjectHandle(0);

    /** The ciphers of the suite. */
    enum Suite {
        DES3_ECB(CKM_DES3_KEY_GEN, CKM_DES3_ECB, KeyType.CKK_DES3, 8, false),
        DES3_CBC(CKM_DES3_KEY_GEN, CKM_DES3_CBC, KeyType.CKK_DES3, 8, true),
        AES_ECB(CKM_AES_KEY_GEN, CKM_AES_ECB, KeyType.CKK_AES, 16, false),
        AES_CBC(CKM_AES_KEY_GEN, CKM_AES_CBC, KeyType.CKK_AES, 16, true);

        private final MechanismType generation;
        private final MechanismType mode;
        private final KeyType keyType;
        private final int block;
        private final boolean hasIv;

        Suite(
                MechanismType generation,
                MechanismType mode,
                KeyType keyType,
                int block,
                boolean hasIv) {
            this.generation = generation;
            this.mode = mode;
            this.keyType = keyType;
            this.block = block;
            this.hasIv = hasIv;
        }

        Mechanism mechanism() {
            return mechanism(block);
        }

        Mechanism mechanism(int ivLength) {
            return hasIv
                    ? Mechanism.of(mode, new MechanismParameters.Iv(new byte[ivLength]))
                    : Mechanism.of(mode);
        }

        Template.Builder template() {
            Template.Builder template = Template.builder().label("suite");
            return keyType == KeyType.CKK_AES ? template.set(CKA_VALUE_LEN, 16L) : template;
        }
    }

    private static TestModule module;
    private Session session;
    private SessionFunctions functions;

    @BeforeAll
    static void openModule() {
        module =
                TestModule.open(
                        b ->
                                b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true)
                                        .set(
                                                ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP,
                                                true));
    }

    @AfterAll
    static void closeModule() {
        module.close();
    }

    @BeforeEach
    void open() {
        session = module.slot().openSession(SessionMode.READ_ONLY);
        functions = session.functions();
    }

    @AfterEach
    void close() {
        session.close();
    }

    private ObjectHandle key(Suite suite) {
        return session.generateKey(
                Mechanism.of(suite.generation),
                suite.template().set(CKA_ENCRYPT, true).set(CKA_DECRYPT, true).build());
    }

    private static byte[] data(Suite suite) {
        byte[] data = new byte[BLOCKS * suite.block];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (31 * i);
        }
        return data;
    }

    private static ByteBuffer room(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void lengths_areExactBeforeAndAfterABufferThatIsTooSmall(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] data = data(suite);
        functions.encryptInit(suite.mechanism(), key);
        assertThat(functions.encrypt(data, null)).isEqualTo(data.length);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.encrypt(data, room(data.length - 1)));
        assertThat(functions.encrypt(data, null)).isEqualTo(data.length);
        ByteBuffer ciphertext = room(data.length);
        assertThat(functions.encrypt(data, ciphertext)).isEqualTo(data.length);
        functions.decryptInit(suite.mechanism(), key);
        assertThat(functions.decrypt(ciphertext.array(), null)).isEqualTo(data.length);
        ByteBuffer small = room(data.length - 1);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.decrypt(ciphertext.array(), small));
        assertThat(small.array()).containsOnly(0);
        ByteBuffer plain = room(data.length);
        functions.decrypt(ciphertext.array(), plain);
        assertThat(plain.array()).isEqualTo(data);
        byte[] damaged = ciphertext.array().clone();
        damaged[0]++;
        assertThat(session.decrypt(suite.mechanism(), key, damaged)).isNotEqualTo(data);
    }

    @ParameterizedTest
    @EnumSource
    void parts_giveBlockForBlock_andTheEndNothing(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] data = data(suite);
        functions.encryptInit(suite.mechanism(), key);
        ByteBuffer ciphertext = room(data.length);
        for (int at = 0; at < data.length; at += suite.block) {
            byte[] part = Arrays.copyOfRange(data, at, at + suite.block);
            assertThat(functions.encryptUpdate(part, ciphertext)).isEqualTo(suite.block);
        }
        assertThat(functions.encryptFinal(ciphertext)).isZero();
        assertThat(ciphertext.array()).isEqualTo(session.encrypt(suite.mechanism(), key, data));
        functions.decryptInit(suite.mechanism(), key);
        ByteBuffer plain = room(data.length);
        for (int at = 0; at < data.length; at += suite.block) {
            byte[] part = Arrays.copyOfRange(ciphertext.array(), at, at + suite.block);
            assertThat(functions.decryptUpdate(part, plain)).isEqualTo(suite.block);
        }
        assertThat(functions.decryptFinal(plain)).isZero();
        assertThat(plain.array()).isEqualTo(data);
    }

    @ParameterizedTest
    @EnumSource
    void init_namesWhatIsWrong_andStartsNothing(Suite suite) {
        ObjectHandle key = key(suite);
        Mechanism rsa = Mechanism.of(CKM_RSA_PKCS);
        assertCode(CKR_KEY_HANDLE_INVALID, () -> functions.encryptInit(suite.mechanism(), NO_KEY));
        assertCode(CKR_KEY_HANDLE_INVALID, () -> functions.decryptInit(suite.mechanism(), NO_KEY));
        assertCode(CKR_KEY_TYPE_INCONSISTENT, () -> functions.encryptInit(rsa, key));
        assertCode(CKR_KEY_TYPE_INCONSISTENT, () -> functions.decryptInit(rsa, key));
        assertCode(CKR_ARGUMENTS_BAD, () -> functions.encryptInit(null, key));
        assertCode(CKR_ARGUMENTS_BAD, () -> functions.decryptInit(null, key));
        if (suite.hasIv) {
            Mechanism shortIv = suite.mechanism(suite.block - 1);
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> functions.encryptInit(shortIv, key));
            assertCode(CKR_MECHANISM_PARAM_INVALID, () -> functions.decryptInit(shortIv, key));
        }
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(data(suite), null));
        functions.encryptInit(suite.mechanism(), key);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encryptInit(suite.mechanism(), key));
        functions.encrypt(data(suite), room(1024));
        functions.decryptInit(suite.mechanism(), key);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.decryptInit(suite.mechanism(), key));
        functions.decrypt(data(suite), room(1024));
    }

    @ParameterizedTest
    @EnumSource
    void incompleteBlock_isALengthRange_inOneCallAndAtTheEnd(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] partial = new byte[suite.block - 1];
        functions.encryptInit(suite.mechanism(), key);
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encrypt(partial, room(1024)));
        functions.decryptInit(suite.mechanism(), key);
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> functions.decrypt(partial, room(1024)));
        functions.encryptInit(suite.mechanism(), key);
        functions.encryptUpdate(data(suite), room(1024));
        assertThat(functions.encryptUpdate(partial, room(1024))).isZero();
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encryptFinal(room(1024)));
        functions.decryptInit(suite.mechanism(), key);
        functions.decryptUpdate(partial, room(1024));
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> functions.decryptFinal(room(1024)));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.decryptFinal(room(1024)));
    }

    /** What no buffer would hold is said to who asks how large one has to be. */
    @ParameterizedTest
    @EnumSource
    void questionForALength_refusesAnIncompleteBlock(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] partial = new byte[suite.block - 1];
        functions.encryptInit(suite.mechanism(), key);
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encrypt(partial, null));
        assertCode(CKR_OPERATION_NOT_INITIALIZED, () -> functions.encrypt(data(suite), null));
        functions.decryptInit(suite.mechanism(), key);
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> functions.decrypt(partial, null));
        functions.encryptInit(suite.mechanism(), key);
        assertThat(functions.encryptUpdate(partial, null)).isZero();
        assertThat(functions.encryptUpdate(partial, room(0))).isZero();
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encryptFinal(null));
        functions.decryptInit(suite.mechanism(), key);
        assertThat(functions.decryptUpdate(partial, room(0))).isZero();
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> functions.decryptFinal(null));
    }

    /** A counter of two bits has room for four blocks. */
    @Test
    void questionForALength_refusesWhatTheCounterHasNoRoomFor() {
        ObjectHandle key = key(Suite.AES_ECB);
        Mechanism ctr = Mechanism.of(CKM_AES_CTR, new MechanismParameters.Ctr(2, new byte[16]));
        functions.encryptInit(ctr, key);
        assertThat(functions.encrypt(new byte[64], null)).isEqualTo(64);
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encrypt(new byte[65], null));
        functions.encryptInit(ctr, key);
        assertThat(functions.encryptUpdate(new byte[64], room(64))).isEqualTo(64);
        assertCode(CKR_DATA_LEN_RANGE, () -> functions.encryptUpdate(new byte[1], null));
    }

    @ParameterizedTest
    @EnumSource
    void oneCallAndParts_policeEachOther(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] data = data(suite);
        functions.encryptInit(suite.mechanism(), key);
        functions.encryptUpdate(data, room(1024));
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encrypt(data, room(1024)));
        functions.encryptInit(suite.mechanism(), key);
        functions.encrypt(data, null);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.encryptUpdate(data, room(1024)));
        functions.decryptInit(suite.mechanism(), key);
        functions.decrypt(data, null);
        assertCode(CKR_OPERATION_ACTIVE, () -> functions.decryptFinal(room(1024)));
        functions.encryptInit(suite.mechanism(), key);
        assertThat(functions.encryptFinal(room(0))).isZero();
        functions.decryptInit(suite.mechanism(), key);
        assertThat(functions.decryptFinal(room(0))).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void wrappedKey_isTheEncryptedValue_andComesBack(Suite suite) {
        ObjectHandle wrapper =
                session.generateKey(
                        Mechanism.of(suite.generation),
                        suite.template()
                                .set(CKA_WRAP, true)
                                .set(CKA_UNWRAP, true)
                                .set(CKA_DECRYPT, true)
                                .build());
        ObjectHandle key =
                session.generateKey(
                        Mechanism.of(suite.generation),
                        suite.template().set(CKA_SENSITIVE, false).build());
        byte[] value = session.getAttribute(key, CKA_VALUE);
        Mechanism mode = suite.mechanism();
        int length = functions.wrapKey(mode, wrapper, key, null);
        assertThat(length).isEqualTo(suite.keyType == KeyType.CKK_AES ? 16 : 24);
        assertCode(CKR_BUFFER_TOO_SMALL, () -> functions.wrapKey(mode, wrapper, key, room(1)));
        ByteBuffer wrapped = room(length);
        functions.wrapKey(mode, wrapper, key, wrapped);
        assertThat(session.decrypt(mode, wrapper, wrapped.array())).isEqualTo(value);
        ObjectHandle back =
                session.unwrapKey(
                        mode,
                        wrapper,
                        wrapped.array(),
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .keyType(suite.keyType)
                                .set(CKA_ENCRYPT, true)
                                .set(CKA_DECRYPT, true)
                                .build());
        assertThat(session.getAttribute(back, CKA_VALUE)).isEqualTo(value);
        assertCode(
                CKR_WRAPPING_KEY_HANDLE_INVALID,
                () -> functions.wrapKey(mode, NO_KEY, key, room(64)));
        assertCode(
                CKR_KEY_HANDLE_INVALID, () -> functions.wrapKey(mode, wrapper, NO_KEY, room(64)));
        assertCode(
                CKR_UNWRAPPING_KEY_HANDLE_INVALID,
                () ->
                        session.unwrapKey(
                                mode,
                                NO_KEY,
                                wrapped.array(),
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .keyType(suite.keyType)
                                        .build()));
    }

    @ParameterizedTest
    @EnumSource
    void dualFunctions_workBlockForBlock(Suite suite) {
        ObjectHandle key = key(suite);
        byte[] data = data(suite);
        Mechanism sha1 = Mechanism.of(CKM_SHA_1);
        functions.digestInit(sha1);
        functions.encryptInit(suite.mechanism(), key);
        ByteBuffer ciphertext = room(data.length);
        for (int at = 0; at < data.length; at += suite.block) {
            byte[] part = Arrays.copyOfRange(data, at, at + suite.block);
            assertThat(functions.digestEncryptUpdate(part, ciphertext)).isEqualTo(suite.block);
        }
        assertThat(functions.encryptFinal(room(0))).isZero();
        ByteBuffer digest = room(20);
        functions.digestFinal(digest);
        functions.digestInit(sha1);
        functions.decryptInit(suite.mechanism(), key);
        ByteBuffer plain = room(data.length);
        for (int at = 0; at < data.length; at += suite.block) {
            byte[] part = Arrays.copyOfRange(ciphertext.array(), at, at + suite.block);
            assertThat(functions.decryptDigestUpdate(part, plain)).isEqualTo(suite.block);
        }
        assertThat(functions.decryptFinal(room(0))).isZero();
        ByteBuffer again = room(20);
        functions.digestFinal(again);
        assertThat(plain.array()).isEqualTo(data);
        assertThat(again.array()).isEqualTo(digest.array());
    }
}
