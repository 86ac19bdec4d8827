package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivations that people live by work, with keys that never leave the token. */
class DerivationUseTest {
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

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static Template.Builder key(KeyType type, long length) {
        return Template.builder().keyType(type).set(CKA_VALUE_LEN, length);
    }

    private static Template readable(KeyType type, long length) {
        return key(type, length).set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, true).build();
    }

    /**
     * Profile A of 3GPP TS 33.501, annex C.4.3: agreement, a block of keys, which is cut, MAC and
     * decryption.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void suciProfileA(boolean sensitive) {
        ObjectHandle homeNetwork =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(KeyType.CKK_EC_MONTGOMERY)
                                .set(CKA_EC_PARAMS, hex("06032b656e"))
                                .set(
                                        CKA_VALUE,
                                        hex(
                                                "c53c22208b61860b06c62e5406a7b330c2b577aa5558981510d128247d38bd1d"))
                                .set(CKA_DERIVE, true)
                                .build());
        byte[] ephemeral = hex("b2e92f836055a255837debf850b528997ce0201cb82adfe4be1f587d07d8457d");
        ObjectHandle block =
                session.deriveKey(
                        Mechanism.of(
                                CKM_ECDH1_DERIVE,
                                new Ecdh1Derive(Kdf.CKD_SHA256_KDF, ephemeral, ephemeral)),
                        homeNetwork,
                        key(KeyType.CKK_GENERIC_SECRET, 64)
                                .set(CKA_SENSITIVE, sensitive)
                                .set(CKA_DERIVE, true)
                                .build());
        assertThat(session.getAttribute(block, CKA_CRATON_VALUE_UNKNOWN)).isTrue();
        ObjectHandle encryption =
                session.deriveKey(
                        Mechanism.of(CKM_EXTRACT_KEY_FROM_KEY, new ExtractFrom(0)),
                        block,
                        key(KeyType.CKK_AES, 16).set(CKA_DECRYPT, true).build());
        ObjectHandle mac =
                session.deriveKey(
                        Mechanism.of(CKM_EXTRACT_KEY_FROM_KEY, new ExtractFrom(256)),
                        block,
                        key(KeyType.CKK_GENERIC_SECRET, 32).set(CKA_SIGN, true).build());
        assertThat(session.getAttribute(encryption, CKA_SENSITIVE)).isEqualTo(sensitive);
        byte[] ciphertext = hex("cb02352410");
        assertThat(
                        session.sign(
                                Mechanism.of(CKM_SHA256_HMAC_GENERAL, new MacLength(8)),
                                mac,
                                ciphertext))
                .isEqualTo(hex("cddd9e730ef3fa87"));
        assertThat(
                        session.decrypt(
                                Mechanism.of(
                                        CKM_AES_CTR,
                                        new Ctr(128, hex("e2622cb0cdd08204e721c8ea9b95a7c6"))),
                                encryption,
                                ciphertext))
                .isEqualTo(hex("00012080f6"));
    }

    /** AES DUKPT of ANSI X9.24-3: the initial key of its test vectors, of keys with either form. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void dukpt(boolean forNothingElse) {
        ObjectHandle base =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, hex("fedcba9876543210f1f1f1f1f1f1f1f1"))
                                .set(CKA_DERIVE, true)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_ENCRYPT, !forNothingElse)
                                .set(CKA_DECRYPT, !forNothingElse)
                                .build());
        ObjectHandle initial =
                session.deriveKey(
                        Mechanism.of(
                                CKM_AES_ECB_ENCRYPT_DATA,
                                new DerivationData(hex("01018001000200801234567890123456"))),
                        base,
                        readable(KeyType.CKK_AES, 16));
        assertThat(session.getAttribute(initial, CKA_VALUE))
                .isEqualTo(hex("1273671ea26ac29afa4d1084127652a1"));
    }

    /**
     * TR-31, version D: the keys of a key block, by CMAC in counter mode; compared with what the
     * same key signs, if it may.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sign and derive", "derive", "wrap and derive"})
    void tr31(String uses) {
        byte[] value = hex("88e1ab2a2e3dd38c1fa039a536500cc8a87ab9d62dc92c01058fa79f44657de6");
        ObjectHandle base =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, value)
                                .set(CKA_DERIVE, true)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_ENCRYPT, false)
                                .set(CKA_DECRYPT, false)
                                .set(CKA_SIGN, uses.contains("sign"))
                                .set(CKA_WRAP, uses.contains("wrap"))
                                .build());
        ObjectHandle signs =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, value).set(CKA_SIGN, true).build());
        byte[] fixed = hex("00010000040100");
        Template shape =
                key(KeyType.CKK_AES, 32)
                        .set(CKA_SENSITIVE, true)
                        .set(CKA_SIGN, true)
                        .set(CKA_EXTRACTABLE, false)
                        .build();
        ObjectHandle derived = session.deriveKey(counterMode(fixed), base, shape);
        byte[] first = session.sign(Mechanism.of(CKM_AES_CMAC), signs, join(1, fixed));
        byte[] second = session.sign(Mechanism.of(CKM_AES_CMAC), signs, join(2, fixed));
        byte[] both = java.util.Arrays.copyOf(first, 32);
        System.arraycopy(second, 0, both, 16, 16);
        ObjectHandle expected =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, both).set(CKA_SIGN, true).build());
        assertThat(session.sign(Mechanism.of(CKM_AES_CMAC), derived, fixed))
                .isEqualTo(session.sign(Mechanism.of(CKM_AES_CMAC), expected, fixed));
    }

    private static Mechanism counterMode(byte[] fixed) {
        return Mechanism.of(
                CKM_SP800_108_COUNTER_KDF,
                new Sp800108(
                        CKM_AES_CMAC,
                        List.of(new PrfData.IterationVariable(false, 8), new PrfData.Bytes(fixed)),
                        null));
    }

    private static byte[] join(int counter, byte[] fixed) {
        byte[] all = new byte[fixed.length + 1];
        all[0] = (byte) counter;
        System.arraycopy(fixed, 0, all, 1, fixed.length);
        return all;
    }

    /** Key and vector of the server's handshake messages in RFC 8448, section 3. */
    @Test
    void keyScheduleOfTls13() {
        ObjectHandle traffic =
                session.createObject(
                        Keys.secret(
                                        KeyType.CKK_HKDF,
                                        hex(
                                                "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38"))
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_EXTRACTABLE, false)
                                .build());
        ObjectHandle vector =
                session.deriveKey(
                        expandLabel("iv", 12), traffic, readable(KeyType.CKK_GENERIC_SECRET, 12));
        assertThat(session.getAttribute(vector, CKA_VALUE))
                .isEqualTo(hex("5d313eb2671276ee13000b30"));
        ObjectHandle derived =
                session.deriveKey(
                        expandLabel("key", 16),
                        traffic,
                        key(KeyType.CKK_AES, 16)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_ENCRYPT, true)
                                .build());
        ObjectHandle expected =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, hex("3fce516009c21727d0f2e4e86ee403bc"))
                                .build());
        assertThat(session.encrypt(Keys.cbc(), derived, new byte[16]))
                .isEqualTo(session.encrypt(Keys.cbc(), expected, new byte[16]));
    }

    /** A key that is extracted from is known in no part, and may be cut. */
    @Test
    void blockOfKeysByHkdf_isCut() {
        ObjectHandle master =
                session.createObject(
                        Keys.secret(KeyType.CKK_HKDF, new byte[32])
                                .set(CKA_SENSITIVE, true)
                                .build());
        Mechanism both =
                Mechanism.of(
                        CKM_HKDF_DERIVE,
                        new Hkdf(
                                true,
                                true,
                                CKM_SHA256,
                                Hkdf.SaltType.CKF_HKDF_SALT_NULL,
                                null,
                                null,
                                new byte[] {1}));
        ObjectHandle block =
                session.deriveKey(
                        both,
                        master,
                        key(KeyType.CKK_GENERIC_SECRET, 64)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_DERIVE, true)
                                .build());
        ObjectHandle cut =
                session.deriveKey(
                        Mechanism.of(CKM_EXTRACT_KEY_FROM_KEY, new ExtractFrom(128)),
                        block,
                        key(KeyType.CKK_AES, 16).set(CKA_ENCRYPT, true).build());
        assertThat(session.getAttribute(cut, CKA_SENSITIVE)).isTrue();
        assertThat(session.encrypt(Keys.cbc(), cut, new byte[16])).hasSize(16);
    }

    private static Mechanism expandLabel(String label, int length) {
        byte[] name = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = new byte[4 + name.length];
        info[1] = (byte) length;
        info[2] = (byte) name.length;
        System.arraycopy(name, 0, info, 3, name.length);
        return Mechanism.of(
                CKM_HKDF_DERIVE,
                new Hkdf(
                        false,
                        true,
                        CKM_SHA256,
                        Hkdf.SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        info));
    }
}
