package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.shape;
import static io.craton.hsm.engine.EngineFixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.CbcEncryptData;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.bouncycastle.crypto.agreement.kdf.ConcatenationKDFGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.KDF2BytesGenerator;
import org.bouncycastle.crypto.generators.KDFCounterBytesGenerator;
import org.bouncycastle.crypto.generators.KDFFeedbackBytesGenerator;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KDFCounterParameters;
import org.bouncycastle.crypto.params.KDFFeedbackParameters;
import org.bouncycastle.crypto.params.KDFParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivationTest {
    private static final Engines ENGINE = engine("auto");
    private static final byte[] NONE = new byte[0];

    private static KeyMaterial derive(
            MechanismType type,
            MechanismParameters parameters,
            KeyMaterial base,
            Template template) {
        return ENGINE.derive(
                Mechanism.of(type, parameters),
                base,
                template,
                handle -> {
                    throw new AssertionError("no other key");
                });
    }

    private static KeyMaterial generic(String hex) {
        return secret(KeyType.CKK_GENERIC_SECRET, hex(hex));
    }

    private static Template genericShape(long length) {
        return shape(KeyType.CKK_GENERIC_SECRET, length);
    }

    /** RFC 5869, test case 1. */
    @Test
    void hkdf_isThatOfTheStandard_inBothHalvesAndTogether() {
        KeyMaterial input = generic("0b".repeat(22));
        byte[] salt = hex("000102030405060708090a0b0c");
        byte[] info = hex("f0f1f2f3f4f5f6f7f8f9");
        byte[] prk = hex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        byte[] okm =
                hex(
                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_HKDF_DERIVE,
                                        hkdf(true, true, salt, info),
                                        input,
                                        genericShape(42))))
                .isEqualTo(okm);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_HKDF_DERIVE,
                                        hkdf(true, false, salt, NONE),
                                        input,
                                        Template.empty())))
                .isEqualTo(prk);
        KeyMaterial extracted = secret(KeyType.CKK_HKDF, prk);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_HKDF_DERIVE,
                                        hkdf(false, true, salt, info),
                                        extracted,
                                        genericShape(42))))
                .isEqualTo(okm);
        KeyMaterial data =
                derive(
                        MechanismType.CKM_HKDF_DATA,
                        hkdf(true, true, salt, info),
                        input,
                        Template.builder().set(AttributeType.CKA_VALUE_LEN, 42L).build());
        assertThat(data.objectClass()).isEqualTo(ObjectClass.CKO_DATA);
        assertThat(value(data)).isEqualTo(okm);
    }

    /** RFC 5869, test case 3: neither salt nor info. */
    @Test
    void hkdfWithoutSalt_isThatOfTheStandard() {
        Hkdf parameters =
                new Hkdf(
                        true,
                        true,
                        MechanismType.CKM_SHA256,
                        SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        NONE);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_HKDF_DERIVE,
                                        parameters,
                                        generic("0b".repeat(22)),
                                        genericShape(42))))
                .isEqualTo(
                        hex(
                                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"));
    }

    @Test
    void hkdfWithSaltKey_isThatWithTheSameSaltAsData() {
        byte[] salt = random(20);
        ObjectHandle handle = new ObjectHandle(7);
        Hkdf byKey =
                new Hkdf(
                        true,
                        true,
                        MechanismType.CKM_SHA512,
                        SaltType.CKF_HKDF_SALT_KEY,
                        null,
                        handle,
                        NONE);
        Hkdf byData =
                new Hkdf(
                        true,
                        true,
                        MechanismType.CKM_SHA512,
                        SaltType.CKF_HKDF_SALT_DATA,
                        salt,
                        null,
                        NONE);
        KeyMaterial input = generic("aa".repeat(32));
        KeyMaterial one =
                ENGINE.derive(
                        Mechanism.of(MechanismType.CKM_HKDF_DERIVE, byKey),
                        input,
                        genericShape(100),
                        asked -> secret(KeyType.CKK_GENERIC_SECRET, salt));
        assertThat(value(one))
                .isEqualTo(
                        value(
                                derive(
                                        MechanismType.CKM_HKDF_DERIVE,
                                        byData,
                                        input,
                                        genericShape(100))));
    }

    private static Hkdf hkdf(boolean extract, boolean expand, byte[] salt, byte[] info) {
        return new Hkdf(
                extract,
                expand,
                MechanismType.CKM_SHA256,
                SaltType.CKF_HKDF_SALT_DATA,
                salt,
                null,
                info);
    }

    @Test
    void hkdf_refusesWhatItCannotDo() {
        KeyMaterial input = generic("0b".repeat(22));
        MechanismType type = MechanismType.CKM_HKDF_DERIVE;
        assertCode(
                () -> derive(type, hkdf(false, false, NONE, NONE), input, genericShape(16)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        assertCode(
                () -> derive(type, hkdf(true, true, NONE, NONE), input, Template.empty()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
        Hkdf sha1 =
                new Hkdf(
                        true,
                        true,
                        MechanismType.CKM_SHA_1,
                        SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        NONE);
        assertThat(value(derive(type, sha1, input, genericShape(4096)))).hasSize(4096);
        assertCode(
                () -> derive(type, hkdf(true, true, NONE, NONE), input, genericShape(4097)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
        assertCode(
                () -> derive(type, hkdf(true, true, NONE, NONE), input, shape(KeyType.CKK_AES, 17)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
        assertCode(
                () -> derive(type, MechanismParameters.NONE, input, genericShape(16)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        Hkdf noHash =
                new Hkdf(
                        true,
                        true,
                        MechanismType.CKM_AES_GCM,
                        SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        NONE);
        assertCode(
                () -> derive(type, noHash, input, genericShape(16)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    /** RFC 6070, and RFC 7914, section 11. */
    @ParameterizedTest
    @CsvSource({
        "CKM_SHA_1_HMAC,password,salt,1,0c60c80f961f0e71f3a9b524af6012062fe037a6",
        "CKM_SHA_1_HMAC,password,salt,4096,4b007901b765489abead49d926f721d065a429c1",
        "CKM_SHA256_HMAC,passwd,salt,1,55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783"
    })
    void pbkdf2_isThatOfTheStandard(
            MechanismType prf, String password, String salt, long iterations, String result) {
        byte[] expected = hex(result);
        Pbkdf2 parameters = new Pbkdf2(ascii(salt), iterations, prf, ascii(password));
        KeyMaterial key =
                ENGINE.generateKey(
                        Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters),
                        genericShape(expected.length));
        assertThat(value(key)).isEqualTo(expected);
    }

    @Test
    void pbkdf2_agreesWithTheJdk() throws Exception {
        byte[] salt = random(16);
        for (String digest : new String[] {"224", "256", "384", "512"}) {
            byte[] expected =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA" + digest)
                            .generateSecret(
                                    new PBEKeySpec(
                                            "correct horse".toCharArray(), salt, 1000, 8 * 100))
                            .getEncoded();
            Pbkdf2 parameters =
                    new Pbkdf2(
                            salt,
                            1000,
                            MechanismType.valueOf("CKM_SHA" + digest + "_HMAC"),
                            ascii("correct horse"));
            KeyMaterial key =
                    ENGINE.generateKey(
                            Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters),
                            genericShape(100));
            assertThat(value(key)).isEqualTo(expected);
        }
    }

    @Test
    void pbkdf2_withoutIterations_isRefused() {
        for (long iterations : new long[] {0, -1, Long.MAX_VALUE}) {
            Pbkdf2 parameters = new Pbkdf2(NONE, iterations, MechanismType.CKM_SHA256_HMAC, NONE);
            assertCode(
                    () ->
                            ENGINE.generateKey(
                                    Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters),
                                    genericShape(16)),
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 16, 24, 32})
    void counterMode_agreesWithBouncyCastle(int bits) {
        byte[] key = random(32);
        byte[] before = random(5);
        byte[] after = random(9);
        for (int length : new int[] {1, 32, 33, 100}) {
            Sp800108 parameters =
                    new Sp800108(
                            MechanismType.CKM_SHA256_HMAC,
                            List.of(
                                    new PrfData.Bytes(before),
                                    new PrfData.IterationVariable(false, bits),
                                    new PrfData.Bytes(after)),
                            null);
            KDFCounterBytesGenerator bc =
                    new KDFCounterBytesGenerator(new HMac(new SHA256Digest()));
            bc.init(new KDFCounterParameters(key, before, after, bits));
            byte[] expected = new byte[length];
            bc.generateBytes(expected, 0, length);
            KeyMaterial base = secret(KeyType.CKK_GENERIC_SECRET, key);
            assertThat(
                            value(
                                    derive(
                                            MechanismType.CKM_SP800_108_COUNTER_KDF,
                                            parameters,
                                            base,
                                            genericShape(length))))
                    .isEqualTo(expected);
        }
    }

    @Test
    void counterModeWithCmac_agreesWithBouncyCastle() {
        byte[] key = random(16);
        byte[] fixed = random(20);
        Sp800108 parameters =
                new Sp800108(
                        MechanismType.CKM_AES_CMAC,
                        List.of(new PrfData.IterationVariable(false, 32), new PrfData.Bytes(fixed)),
                        null);
        KDFCounterBytesGenerator bc =
                new KDFCounterBytesGenerator(new CMac(AESEngine.newInstance()));
        bc.init(new KDFCounterParameters(key, fixed, 32));
        byte[] expected = new byte[50];
        bc.generateBytes(expected, 0, 50);
        KeyMaterial base = secret(KeyType.CKK_AES, key);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_SP800_108_COUNTER_KDF,
                                        parameters,
                                        base,
                                        genericShape(50))))
                .isEqualTo(expected);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_SP800_108_COUNTER_KDF,
                                parameters,
                                generic("aa".repeat(16)),
                                genericShape(50)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    @Test
    void feedbackMode_agreesWithBouncyCastle() {
        byte[] key = random(32);
        byte[] iv = random(64);
        byte[] fixed = random(20);
        Sp800108 parameters =
                new Sp800108(
                        MechanismType.CKM_SHA512_HMAC,
                        List.of(
                                new PrfData.IterationVariable(false, 0),
                                new PrfData.Counter(false, 8),
                                new PrfData.Bytes(fixed)),
                        iv);
        KDFFeedbackBytesGenerator bc = new KDFFeedbackBytesGenerator(new HMac(new SHA512Digest()));
        bc.init(KDFFeedbackParameters.createWithCounter(key, iv, fixed, 8));
        byte[] expected = new byte[200];
        bc.generateBytes(expected, 0, 200);
        KeyMaterial base = secret(KeyType.CKK_GENERIC_SECRET, key);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_SP800_108_FEEDBACK_KDF,
                                        parameters,
                                        base,
                                        genericShape(200))))
                .isEqualTo(expected);
    }

    @Test
    void lengthOfTheKeys_isCountedInKeysOrInWholeBlocks() {
        KeyMaterial base = generic("aa".repeat(32));
        PrfData.IterationVariable counter = new PrfData.IterationVariable(false, 16);
        Sp800108 keys = sp800108(counter, new PrfData.DerivedKeyLength(false, false, 32));
        Sp800108 fixedKeys = sp800108(counter, new PrfData.Bytes(hex("00000180")));
        Sp800108 segments = sp800108(counter, new PrfData.DerivedKeyLength(true, true, 16));
        Sp800108 fixedSegments = sp800108(counter, new PrfData.Bytes(hex("0002")));
        MechanismType type = MechanismType.CKM_SP800_108_COUNTER_KDF;
        assertThat(value(derive(type, keys, base, genericShape(48))))
                .isEqualTo(value(derive(type, fixedKeys, base, genericShape(48))));
        assertThat(value(derive(type, segments, base, genericShape(48))))
                .isEqualTo(value(derive(type, fixedSegments, base, genericShape(48))));
    }

    /**
     * In feedback mode the variable is what the round before gave: no form of a counter fits it.
     */
    @Test
    void feedbackMode_refusesAWidthOfItsVariable() {
        KeyMaterial base = generic("aa".repeat(32));
        Sp800108 wide = sp800108(new PrfData.IterationVariable(false, 16));
        MechanismType type = MechanismType.CKM_SP800_108_FEEDBACK_KDF;
        assertCode(
                () -> derive(type, wide, base, genericShape(32)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    private static Sp800108 sp800108(PrfData... pieces) {
        return new Sp800108(MechanismType.CKM_SHA256_HMAC, List.of(pieces), null);
    }

    @Test
    void sp800108_refusesInputThatTheStandardDoesNotHave() {
        KeyMaterial base = generic("aa".repeat(32));
        PrfData variable = new PrfData.IterationVariable(false, 8);
        PrfData counter = new PrfData.Counter(false, 8);
        PrfData dkm = new PrfData.DerivedKeyLength(false, false, 32);
        for (Sp800108 bad :
                new Sp800108[] {
                    sp800108(),
                    sp800108(new PrfData.Bytes(new byte[1])),
                    sp800108(variable, variable),
                    sp800108(variable, counter),
                    sp800108(variable, dkm, dkm),
                    sp800108(variable, new PrfData.Bytes(NONE)),
                    sp800108(new PrfData.IterationVariable(false, 7)),
                    sp800108(variable, new PrfData.DerivedKeyLength(false, false, 72)),
                    new Sp800108(MechanismType.CKM_SHA256, List.of(variable), null),
                    new Sp800108(MechanismType.CKM_SHA256_HMAC, List.of(variable), new byte[1])
                }) {
            assertCode(
                    () ->
                            derive(
                                    MechanismType.CKM_SP800_108_COUNTER_KDF,
                                    bad,
                                    base,
                                    genericShape(16)),
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
        Sp800108 shortLength = sp800108(variable, new PrfData.DerivedKeyLength(false, false, 8));
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_SP800_108_COUNTER_KDF,
                                shortLength,
                                base,
                                genericShape(32)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
    }

    /** The examples of PKCS#11 v3.2, section 6.43. */
    @Test
    void simpleDerivations_areThoseOfTheStandard() {
        KeyMaterial base = generic("01234567");
        DerivationData data = new DerivationData(hex("89abcdef"));
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                                        data,
                                        base,
                                        Template.empty())))
                .isEqualTo(hex("0123456789abcdef"));
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
                                        data,
                                        base,
                                        Template.empty())))
                .isEqualTo(hex("89abcdef01234567"));
        assertThat(value(derive(MechanismType.CKM_XOR_BASE_AND_DATA, data, base, Template.empty())))
                .isEqualTo(hex("88888888"));
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                        new ExtractFrom(21),
                                        generic("329f84a9"),
                                        genericShape(2))))
                .isEqualTo(hex("9526"));
        KeyMaterial both =
                ENGINE.derive(
                        Mechanism.of(
                                MechanismType.CKM_CONCATENATE_BASE_AND_KEY,
                                new OtherKey(new ObjectHandle(5))),
                        base,
                        Template.empty(),
                        handle -> generic("89abcdef"));
        assertThat(value(both)).isEqualTo(hex("0123456789abcdef"));
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_SHA256_KEY_DERIVATION,
                                        MechanismParameters.NONE,
                                        generic("616263"),
                                        genericShape(4))))
                .isEqualTo(hex("ba7816bf"));
    }

    @Test
    void simpleDerivations_needALengthThatTheyHave() {
        KeyMaterial base = generic("01234567");
        DerivationData data = new DerivationData(hex("89abcdef"));
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                                data,
                                base,
                                genericShape(9)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                                data,
                                base,
                                Template.builder().keyType(KeyType.CKK_AES).build()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                new ExtractFrom(0),
                                base,
                                Template.empty()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                new ExtractFrom(32),
                                base,
                                genericShape(2)),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_EXTRACT_KEY_FROM_KEY,
                                new ExtractFrom(0),
                                base,
                                genericShape(5)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_XOR_BASE_AND_DATA,
                                new DerivationData(NONE),
                                base,
                                Template.empty()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_XOR_BASE_AND_DATA,
                                data,
                                base,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .build()),
                ReturnCode.CKR_TEMPLATE_INCONSISTENT);
    }

    @Test
    void derivationByEncryption_isTheEncryption() {
        KeyMaterial aes = secret(KeyType.CKK_AES, hex("2b7e151628aed2a6abf7158809cf4f3c"));
        byte[] data = hex("6bc1bee22e409f96e93d7e117393172a");
        KeyMaterial ecb =
                derive(
                        MechanismType.CKM_AES_ECB_ENCRYPT_DATA,
                        new DerivationData(data),
                        aes,
                        shape(KeyType.CKK_AES, 16));
        assertThat(value(ecb)).isEqualTo(hex("3ad77bb40d7a3660a89ecaf32466ef97"));
        KeyMaterial cbc =
                derive(
                        MechanismType.CKM_AES_CBC_ENCRYPT_DATA,
                        new CbcEncryptData(hex("000102030405060708090a0b0c0d0e0f"), data),
                        aes,
                        Template.empty());
        assertThat(value(cbc)).isEqualTo(hex("7649abac8119b246cee98e9b12e9197d"));
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_AES_ECB_ENCRYPT_DATA,
                                new DerivationData(new byte[15]),
                                aes,
                                Template.empty()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    /** RFC 5903, section 8.1. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void ecdh_isThatOfTheStandard(String backend) {
        KeyMaterial key =
                engine(backend)
                        .importKey(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .keyType(KeyType.CKK_EC)
                                        .set(
                                                AttributeType.CKA_EC_PARAMS,
                                                hex(EngineFixture.CURVES.get("P-256")))
                                        .set(
                                                AttributeType.CKA_VALUE,
                                                hex(
                                                        "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"))
                                        .build());
        byte[] peer =
                hex(
                        "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                                + "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab");
        byte[] shared = hex("d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE, new Ecdh1Derive(Kdf.CKD_NULL, NONE, peer));
        KeyMaterial all = engine(backend).derive(mechanism, key, Template.empty(), h -> key);
        assertThat(value(all)).isEqualTo(shared);
        // Bytes are cut from the leading end.
        KeyMaterial cut =
                engine(backend).derive(mechanism, key, shape(KeyType.CKK_AES, 16), h -> key);
        assertThat(value(cut)).isEqualTo(java.util.Arrays.copyOfRange(shared, 16, 32));
    }

    @ParameterizedTest
    @CsvSource({
        "auto,P-256,EC",
        "auto,P-384,EC",
        "auto,P-521,EC",
        "jdk,P-256,EC",
        "bc,P-256,EC",
        "auto,X25519,X25519",
        "auto,X448,X448",
        "jdk,X25519,X25519",
        "jdk,X448,X448"
    })
    void agreement_isThatOfTheJdk(String backend, String curve, String algorithm) throws Exception {
        Engines engine = engine(backend);
        KeyPairMaterial ours = ecPair(engine, curve);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(
                    new java.security.spec.ECGenParameterSpec("secp" + curve.substring(2) + "r1"));
        }
        java.security.KeyPair theirs = generator.generateKeyPair();
        PublicKey ourPublic =
                KeyFactory.getInstance(algorithm)
                        .generatePublic(
                                new X509EncodedKeySpec(engine.publicKeyInfo(ours.privateKey())));
        KeyAgreement agreement =
                KeyAgreement.getInstance(algorithm.equals("EC") ? "ECDH" : algorithm);
        agreement.init(theirs.getPrivate());
        agreement.doPhase(ourPublic, true);
        byte[] spki = theirs.getPublic().getEncoded();
        byte[] point =
                org.bouncycastle.asn1.x509.SubjectPublicKeyInfo.getInstance(spki)
                        .getPublicKeyData()
                        .getOctets();
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE, new Ecdh1Derive(Kdf.CKD_NULL, NONE, point));
        assertThat(value(engine.derive(mechanism, ours.privateKey(), Template.empty(), h -> null)))
                .isEqualTo(agreement.generateSecret());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "P-256",
                "P-521",
                "secp256k1",
                "brainpoolP256r1",
                "brainpoolP384r1",
                "brainpoolP512r1",
                "X25519",
                "X448"
            })
    void bothSidesOfAnAgreement_reachTheSameKey(String curve) {
        KeyPairMaterial one = ecPair(ENGINE, curve);
        KeyPairMaterial two = ecPair(ENGINE, curve);
        for (Kdf kdf : Kdf.values()) {
            byte[] shared = kdf == Kdf.CKD_NULL ? NONE : random(11);
            Ecdh1Derive toTwo =
                    new Ecdh1Derive(
                            kdf, shared, two.publicKey().component(AttributeType.CKA_EC_POINT));
            Ecdh1Derive toOne =
                    new Ecdh1Derive(
                            kdf, shared, one.publicKey().component(AttributeType.CKA_EC_POINT));
            KeyMaterial a =
                    derive(
                            MechanismType.CKM_ECDH1_DERIVE,
                            toTwo,
                            one.privateKey(),
                            shape(KeyType.CKK_AES, 32));
            KeyMaterial b =
                    derive(
                            MechanismType.CKM_ECDH1_DERIVE,
                            toOne,
                            two.privateKey(),
                            shape(KeyType.CKK_AES, 32));
            assertThat(value(a)).as(kdf.name()).isEqualTo(value(b));
        }
    }

    @Test
    void derivationFunctions_agreeWithBouncyCastle() {
        KeyPairMaterial one = ecPair(ENGINE, "P-256");
        byte[] point = ecPair(ENGINE, "P-256").publicKey().component(AttributeType.CKA_EC_POINT);
        byte[] secret =
                value(
                        derive(
                                MechanismType.CKM_ECDH1_DERIVE,
                                new Ecdh1Derive(Kdf.CKD_NULL, NONE, point),
                                one.privateKey(),
                                Template.empty()));
        byte[] info = random(13);
        byte[] x963 = new byte[77];
        KDF2BytesGenerator kdf2 = new KDF2BytesGenerator(new SHA256Digest());
        kdf2.init(new KDFParameters(secret, info));
        kdf2.generateBytes(x963, 0, 77);
        byte[] concatenation = new byte[77];
        ConcatenationKDFGenerator sp800 = new ConcatenationKDFGenerator(new SHA256Digest());
        sp800.init(new KDFParameters(secret, info));
        sp800.generateBytes(concatenation, 0, 77);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_ECDH1_DERIVE,
                                        new Ecdh1Derive(Kdf.CKD_SHA256_KDF, info, point),
                                        one.privateKey(),
                                        genericShape(77))))
                .isEqualTo(x963);
        assertThat(
                        value(
                                derive(
                                        MechanismType.CKM_ECDH1_COFACTOR_DERIVE,
                                        new Ecdh1Derive(Kdf.CKD_SHA256_KDF_SP800, info, point),
                                        one.privateKey(),
                                        genericShape(77))))
                .isEqualTo(concatenation);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void pointsOfSmallOrder_areRefused(String backend) {
        // RFC 7748, section 6.1 and 6.2: their secret is zero for every private key. 0, 1, and two
        // of order 8.
        KeyPairMaterial x25519 = ecPair(ENGINE, "X25519");
        for (String point :
                new String[] {
                    "00".repeat(32),
                    "01" + "00".repeat(31),
                    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
                }) {
            agree(backend, x25519.privateKey(), hex(point), ReturnCode.CKR_PUBLIC_KEY_INVALID);
        }
        KeyPairMaterial x448 = ecPair(ENGINE, "X448");
        agree(backend, x448.privateKey(), new byte[56], ReturnCode.CKR_PUBLIC_KEY_INVALID);
        agree(backend, x448.privateKey(), new byte[55], ReturnCode.CKR_PUBLIC_KEY_INVALID);
        KeyPairMaterial p256 = ecPair(ENGINE, "P-256");
        byte[] offCurve = p256.publicKey().component(AttributeType.CKA_EC_POINT);
        offCurve[10] ^= 1;
        agree(backend, p256.privateKey(), offCurve, ReturnCode.CKR_PUBLIC_KEY_INVALID);
        agree(backend, p256.privateKey(), new byte[] {0}, ReturnCode.CKR_PUBLIC_KEY_INVALID);
        agree(backend, p256.privateKey(), NONE, ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    private static void agree(String backend, KeyMaterial key, byte[] point, ReturnCode code) {
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE, new Ecdh1Derive(Kdf.CKD_NULL, NONE, point));
        assertCode(() -> engine(backend).derive(mechanism, key, Template.empty(), h -> key), code);
    }

    @Test
    void rawSecret_takesNoSharedData_andADerivedOneNeedsALength() {
        KeyPairMaterial pair = ecPair(ENGINE, "P-256");
        byte[] point = pair.publicKey().component(AttributeType.CKA_EC_POINT);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_ECDH1_DERIVE,
                                new Ecdh1Derive(Kdf.CKD_NULL, new byte[1], point),
                                pair.privateKey(),
                                Template.empty()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_ECDH1_DERIVE,
                                new Ecdh1Derive(Kdf.CKD_SHA256_KDF, NONE, point),
                                pair.privateKey(),
                                Template.empty()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
        assertCode(
                () ->
                        derive(
                                MechanismType.CKM_ECDH1_DERIVE,
                                new Ecdh1Derive(Kdf.CKD_NULL, NONE, point),
                                pair.privateKey(),
                                genericShape(33)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"P-256", "brainpoolP384r1", "X25519", "X448"})
    void encapsulationOverACurve_reachesTheSameKey(String curve) {
        KeyPairMaterial pair = ecPair(ENGINE, curve);
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_ECDH1_DERIVE,
                        new Ecdh1Derive(Kdf.CKD_SHA256_KDF, NONE, NONE));
        EncapsulatedKey made =
                ENGINE.encapsulate(mechanism, pair.publicKey(), shape(KeyType.CKK_AES, 32));
        KeyMaterial reached =
                ENGINE.decapsulate(
                        mechanism,
                        pair.privateKey(),
                        shape(KeyType.CKK_AES, 32),
                        made.ciphertext());
        assertThat(value(reached)).isEqualTo(value(made.key()));
    }

    @Test
    void publicKey_followsFromThePrivateOne() {
        for (KeyPairMaterial pair :
                List.of(
                        ecPair(ENGINE, "P-384"),
                        ecPair(ENGINE, "Ed448"),
                        ecPair(ENGINE, "X25519"),
                        EngineFixture.rsaPair(ENGINE, 2048),
                        EngineFixture.pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 1),
                        EngineFixture.pqcPair(ENGINE, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, 2))) {
            KeyMaterial made =
                    derive(
                            MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY,
                            MechanismParameters.NONE,
                            pair.privateKey(),
                            Template.empty());
            assertThat(made.components()).isEqualTo(pair.publicKey().components());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
