package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.decrypt;
import static io.craton.hsm.engine.EngineFixture.encrypt;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RsaTest {
    private static final byte[] DATA =
            "what is signed".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final Map<MechanismType, String> DIGESTS =
            Map.of(
                    MechanismType.CKM_SHA_1, "SHA-1",
                    MechanismType.CKM_SHA224, "SHA-224",
                    MechanismType.CKM_SHA256, "SHA-256",
                    MechanismType.CKM_SHA384, "SHA-384",
                    MechanismType.CKM_SHA512, "SHA-512",
                    MechanismType.CKM_SHA3_224, "SHA3-224",
                    MechanismType.CKM_SHA3_256, "SHA3-256",
                    MechanismType.CKM_SHA3_384, "SHA3-384",
                    MechanismType.CKM_SHA3_512, "SHA3-512");
    private static final Engines ENGINE = engine("auto");
    private static final Engines TELLING =
            Engines.create(EngineFixture.RANDOM::nextBytes, "auto", false);

    private static KeyPairMaterial pair;
    private static PublicKey jdkKey;

    @BeforeAll
    static void makeKeys() throws Exception {
        pair = EngineFixture.rsaPair(ENGINE, 2048);
        jdkKey =
                KeyFactory.getInstance("RSA")
                        .generatePublic(
                                new X509EncodedKeySpec(ENGINE.publicKeyInfo(pair.privateKey())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void pkcs1Signature_isThatOfTheJdk_forEveryDigest(String backend) throws Exception {
        for (MechanismType digest : DIGESTS.keySet()) {
            String name = digest == MechanismType.CKM_SHA_1 ? "CKM_SHA1" : digest.name();
            Mechanism mechanism = Mechanism.of(MechanismType.valueOf(name + "_RSA_PKCS"));
            byte[] signature = sign(engine(backend), mechanism, pair.privateKey(), DATA);
            Signature jdk =
                    Signature.getInstance(
                            name.equals("CKM_SHA1")
                                    ? "SHA1withRSA"
                                    : DIGESTS.get(digest).replaceFirst("SHA-(\\d)", "SHA$1")
                                            + "withRSA",
                            "SunRsaSign");
            jdk.initVerify(jdkKey);
            jdk.update(DATA);
            assertThat(jdk.verify(signature)).as(name).isTrue();
            verify(engine(backend), mechanism, pair.publicKey(), DATA, signature);
        }
    }

    @Test
    void pss_isThatOfTheJdk_forEveryPairOfDigests() throws Exception {
        for (MechanismType digest : DIGESTS.keySet()) {
            byte[] hashed = MessageDigest.getInstance(DIGESTS.get(digest)).digest(DATA);
            for (Mgf mgf : Mgf.values()) {
                Mechanism mechanism =
                        Mechanism.of(
                                MechanismType.CKM_RSA_PKCS_PSS,
                                new RsaPss(digest, mgf, hashed.length));
                byte[] signature = sign(ENGINE, mechanism, pair.privateKey(), hashed);
                Signature jdk = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
                jdk.setParameter(
                        new PSSParameterSpec(
                                DIGESTS.get(digest),
                                "MGF1",
                                new MGF1ParameterSpec(DIGESTS.get(mgf.hash())),
                                hashed.length,
                                1));
                jdk.initVerify(jdkKey);
                jdk.update(DATA);
                assertThat(jdk.verify(signature)).as(digest + " " + mgf).isTrue();
                verify(ENGINE, mechanism, pair.publicKey(), hashed, signature);
            }
        }
    }

    @Test
    void pssWithHash_needsItsOwnDigestInTheParameter() {
        Mechanism wrong =
                Mechanism.of(
                        MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                        new RsaPss(MechanismType.CKM_SHA384, Mgf.CKG_MGF1_SHA384, 32));
        assertCode(
                () -> ENGINE.sign(wrong, pair.privateKey()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    @Test
    void pss_withSaltThatDoesNotFit_isRefused() {
        for (int salt : new int[] {-1, 256 - 32 - 1, 1 << 30, Integer.MAX_VALUE}) {
            Mechanism wrong =
                    Mechanism.of(
                            MechanismType.CKM_RSA_PKCS_PSS,
                            new RsaPss(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, salt));
            assertCode(
                    () -> ENGINE.sign(wrong, pair.privateKey()),
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID);
        }
    }

    @Test
    void pss_ofModulusWithOneBitMoreThanWholeBytes_works() {
        // 1024 bits give emBits of 1023; a modulus of 1025 bits gives emBits of 1024 and a leading
        // zero byte.
        KeyPairMaterial odd = importPair(oddModulus());
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                        new RsaPss(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, 20));
        byte[] signature = sign(ENGINE, mechanism, odd.privateKey(), DATA);
        verify(ENGINE, mechanism, odd.publicKey(), DATA, signature);
        assertThat(signature).hasSize(129);
    }

    private static BigInteger[] oddModulus() {
        BigInteger e = BigInteger.valueOf(65537);
        while (true) {
            BigInteger p = BigInteger.probablePrime(513, EngineFixture.RANDOM);
            BigInteger q = BigInteger.probablePrime(512, EngineFixture.RANDOM);
            BigInteger n = p.multiply(q);
            BigInteger phi = p.subtract(BigInteger.ONE).multiply(q.subtract(BigInteger.ONE));
            if (n.bitLength() == 1025 && phi.gcd(e).equals(BigInteger.ONE)) {
                return new BigInteger[] {n, e, e.modInverse(phi)};
            }
        }
    }

    // From modulus and exponents alone: the primes are found.
    private static KeyPairMaterial importPair(BigInteger[] numbers) {
        Template.Builder both =
                Template.builder()
                        .keyType(KeyType.CKK_RSA)
                        .set(AttributeType.CKA_MODULUS, numbers[0].toByteArray());
        KeyMaterial publicKey =
                ENGINE.importKey(
                        both.build().toBuilder()
                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                .set(AttributeType.CKA_PUBLIC_EXPONENT, numbers[1].toByteArray())
                                .build());
        KeyMaterial privateKey =
                ENGINE.importKey(
                        both.build().toBuilder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .set(AttributeType.CKA_PRIVATE_EXPONENT, numbers[2].toByteArray())
                                .build());
        assertThat(privateKey.hasSecret(AttributeType.CKA_PRIME_1)).isTrue();
        return new KeyPairMaterial(publicKey, privateKey);
    }

    @Test
    void oaep_isThatOfTheJdk_forEveryPairOfDigests() throws Exception {
        byte[] label = {1, 2, 3};
        for (MechanismType digest : DIGESTS.keySet()) {
            for (Mgf mgf : Mgf.values()) {
                Mechanism mechanism =
                        Mechanism.of(
                                MechanismType.CKM_RSA_PKCS_OAEP, new RsaOaep(digest, mgf, label));
                Cipher jdk = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
                jdk.init(
                        Cipher.ENCRYPT_MODE,
                        jdkKey,
                        new OAEPParameterSpec(
                                DIGESTS.get(digest),
                                "MGF1",
                                new MGF1ParameterSpec(DIGESTS.get(mgf.hash())),
                                new PSource.PSpecified(label)));
                assertThat(decrypt(ENGINE, mechanism, pair.privateKey(), jdk.doFinal(DATA)))
                        .isEqualTo(DATA);
                byte[] ours = encrypt(ENGINE, mechanism, pair.publicKey(), DATA);
                assertThat(decrypt(ENGINE, mechanism, pair.privateKey(), ours)).isEqualTo(DATA);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void encryption_comesBack_forEveryLength(String backend) {
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]);
        for (int length : new int[] {0, 1, 100, 190}) {
            byte[] data = random(length);
            for (Mechanism mechanism :
                    new Mechanism[] {
                        Mechanism.of(MechanismType.CKM_RSA_PKCS),
                        Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, oaep)
                    }) {
                byte[] ciphertext = encrypt(engine(backend), mechanism, pair.publicKey(), data);
                assertThat(ciphertext).hasSize(256);
                assertThat(decrypt(engine(backend), mechanism, pair.privateKey(), ciphertext))
                        .isEqualTo(data);
            }
        }
    }

    @Test
    void tooMuchData_isALengthError() {
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]);
        assertCode(
                () ->
                        encrypt(
                                ENGINE,
                                Mechanism.of(MechanismType.CKM_RSA_PKCS),
                                pair.publicKey(),
                                random(246)),
                ReturnCode.CKR_DATA_LEN_RANGE);
        assertCode(
                () ->
                        encrypt(
                                ENGINE,
                                Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, oaep),
                                pair.publicKey(),
                                random(191)),
                ReturnCode.CKR_DATA_LEN_RANGE);
        assertCode(
                () ->
                        sign(
                                ENGINE,
                                Mechanism.of(MechanismType.CKM_RSA_PKCS),
                                pair.privateKey(),
                                random(246)),
                ReturnCode.CKR_DATA_LEN_RANGE);
        assertCode(
                () ->
                        encrypt(
                                ENGINE,
                                Mechanism.of(MechanismType.CKM_RSA_X_509),
                                pair.publicKey(),
                                random(257)),
                ReturnCode.CKR_DATA_LEN_RANGE);
    }

    @ParameterizedTest
    @EnumSource(names = {"CKM_RSA_PKCS", "CKM_RSA_X_509"})
    void ciphertextOfWrongLength_isALengthError(MechanismType type) {
        for (int length : new int[] {0, 1, 255, 257, 4096}) {
            assertCode(
                    () -> decrypt(ENGINE, Mechanism.of(type), pair.privateKey(), new byte[length]),
                    ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void ciphertextNotBelowTheModulus_isInvalid(String backend) {
        byte[] modulus = pair.publicKey().component(AttributeType.CKA_MODULUS);
        byte[] all = new byte[256];
        Arrays.fill(all, (byte) 0xff);
        for (byte[] ciphertext : new byte[][] {modulus, all}) {
            for (MechanismType type :
                    new MechanismType[] {MechanismType.CKM_RSA_PKCS, MechanismType.CKM_RSA_X_509}) {
                assertCode(
                        () ->
                                decrypt(
                                        engine(backend),
                                        Mechanism.of(type),
                                        pair.privateKey(),
                                        ciphertext),
                        ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
            }
            assertCode(
                    () ->
                            verify(
                                    engine(backend),
                                    Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS),
                                    pair.publicKey(),
                                    DATA,
                                    ciphertext),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
    }

    @Test
    void everyBadPkcs1Padding_hasTheSameError() {
        byte[] good = new byte[256];
        Arrays.fill(good, 1, 256, (byte) 0x11);
        good[1] = 2;
        good[100] = 0;
        byte[][] bad = new byte[6][];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = good.clone();
        }
        bad[0][0] = 1;
        bad[1][1] = 1;
        bad[2][100] = 1;
        bad[3][5] = 0;
        bad[4][9] = 0;
        bad[5] = new byte[256];
        assertThat(raw(good)).hasSize(155);
        for (byte[] block : bad) {
            assertCode(() -> raw(block), ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        }
        // Eight bytes of padding are enough, seven are not; an empty message is one.
        byte[] eight = good.clone();
        eight[10] = 0;
        assertThat(raw(eight)).hasSize(245);
        byte[] empty = good.clone();
        empty[100] = 1;
        empty[255] = 0;
        assertThat(raw(empty)).isEmpty();
    }

    // Decrypts a block that was encrypted without padding, telling of a wrong one.
    private static byte[] raw(byte[] block) {
        byte[] ciphertext =
                encrypt(ENGINE, Mechanism.of(MechanismType.CKM_RSA_X_509), pair.publicKey(), block);
        return decrypt(
                TELLING, Mechanism.of(MechanismType.CKM_RSA_PKCS), pair.privateKey(), ciphertext);
    }

    @Test
    void everyDamagedOaepBlock_hasTheSameError() {
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[] {7});
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, oaep);
        byte[] block =
                decrypt(
                        ENGINE,
                        Mechanism.of(MechanismType.CKM_RSA_X_509),
                        pair.privateKey(),
                        encrypt(ENGINE, mechanism, pair.publicKey(), DATA));
        for (int at : new int[] {0, 1, 32, 33, 64, 65, 200, 255}) {
            byte[] damaged = block.clone();
            damaged[at] ^= 1;
            byte[] ciphertext =
                    encrypt(
                            ENGINE,
                            Mechanism.of(MechanismType.CKM_RSA_X_509),
                            pair.publicKey(),
                            damaged);
            assertCode(
                    () -> decrypt(ENGINE, mechanism, pair.privateKey(), ciphertext),
                    ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        }
    }

    @Test
    void oaepWithAnotherLabelOrDigest_isInvalid() {
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[] {7});
        byte[] ciphertext =
                encrypt(
                        ENGINE,
                        Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, oaep),
                        pair.publicKey(),
                        DATA);
        for (RsaOaep other :
                new RsaOaep[] {
                    new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[] {8}),
                    new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]),
                    new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA1, new byte[] {7}),
                    new RsaOaep(MechanismType.CKM_SHA3_256, Mgf.CKG_MGF1_SHA256, new byte[] {7})
                }) {
            Mechanism mechanism = Mechanism.of(MechanismType.CKM_RSA_PKCS_OAEP, other);
            assertCode(
                    () -> decrypt(ENGINE, mechanism, pair.privateKey(), ciphertext),
                    ReturnCode.CKR_ENCRYPTED_DATA_INVALID);
        }
    }

    @Test
    void signatureWithForgivenPadding_isInvalid() {
        // Bleichenbacher's forgeries of 2006 and their kin: short padding, garbage after the
        // digest, missing NULL.
        byte[] digest = digestInfo("3031300d060960864801650304020105000420");
        byte[] missingNull = digestInfo("302f300b0609608648016503040201" + "0420");
        byte[] block = new byte[256];
        block[1] = 1;
        Arrays.fill(block, 2, 10, (byte) 0xff);
        System.arraycopy(digest, 0, block, 11, digest.length);
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS);
        byte[] garbage =
                encrypt(ENGINE, Mechanism.of(MechanismType.CKM_RSA_X_509), pair.publicKey(), block);
        assertThat(garbage).isNotNull();
        byte[] forged =
                sign(ENGINE, Mechanism.of(MechanismType.CKM_RSA_X_509), pair.privateKey(), block);
        assertCode(
                () -> verify(ENGINE, mechanism, pair.publicKey(), DATA, forged),
                ReturnCode.CKR_SIGNATURE_INVALID);
        byte[] noNull =
                sign(
                        ENGINE,
                        Mechanism.of(MechanismType.CKM_RSA_PKCS),
                        pair.privateKey(),
                        missingNull);
        assertCode(
                () -> verify(ENGINE, mechanism, pair.publicKey(), DATA, noNull),
                ReturnCode.CKR_SIGNATURE_INVALID);
        byte[] right =
                sign(ENGINE, Mechanism.of(MechanismType.CKM_RSA_PKCS), pair.privateKey(), digest);
        verify(ENGINE, mechanism, pair.publicKey(), DATA, right);
    }

    private static byte[] digestInfo(String prefix) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(DATA);
            return EngineFixture.hex(prefix + EngineFixture.hex(digest));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void recovery_givesTheData() {
        Mechanism pkcs = Mechanism.of(MechanismType.CKM_RSA_PKCS);
        byte[] signature = ENGINE.signRecover(pkcs, pair.privateKey(), DATA);
        assertThat(ENGINE.verifyRecover(pkcs, pair.publicKey(), signature)).isEqualTo(DATA);
        Mechanism raw = Mechanism.of(MechanismType.CKM_RSA_X_509);
        byte[] rawSignature = ENGINE.signRecover(raw, pair.privateKey(), DATA);
        assertThat(ENGINE.verifyRecover(raw, pair.publicKey(), rawSignature))
                .endsWith(DATA)
                .hasSize(256);
        signature[0] ^= 1;
        assertCode(
                () -> ENGINE.verifyRecover(pkcs, pair.publicKey(), signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
        assertCode(
                () -> ENGINE.verifyRecover(pkcs, pair.publicKey(), new byte[255]),
                ReturnCode.CKR_SIGNATURE_LEN_RANGE);
        assertCode(
                () ->
                        ENGINE.signRecover(
                                Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS),
                                pair.privateKey(),
                                DATA),
                ReturnCode.CKR_MECHANISM_INVALID);
    }

    @Test
    void signatureOfWrongLength_isALengthError() {
        for (int length : new int[] {0, 1, 255, 257}) {
            assertCode(
                    () ->
                            verify(
                                    ENGINE,
                                    Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS),
                                    pair.publicKey(),
                                    DATA,
                                    new byte[length]),
                    ReturnCode.CKR_SIGNATURE_LEN_RANGE);
        }
    }

    @Test
    void generation_refusesSizesAndExponentsThatCannotBe() {
        for (long bits : new long[] {0, 512, 1000, 2049, 16384, Long.MAX_VALUE, -1}) {
            assertCode(() -> EngineFixture.rsaPair(ENGINE, bits), ReturnCode.CKR_KEY_SIZE_RANGE);
        }
        for (int exponent : new int[] {0, 1, 2, 4}) {
            Template template =
                    Template.builder()
                            .set(AttributeType.CKA_MODULUS_BITS, 2048L)
                            .set(AttributeType.CKA_PUBLIC_EXPONENT, new byte[] {(byte) exponent})
                            .build();
            assertCode(
                    () ->
                            ENGINE.generateKeyPair(
                                    Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                                    template,
                                    Template.empty()),
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        }
        assertCode(
                () ->
                        ENGINE.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                                Template.empty(),
                                Template.empty()),
                ReturnCode.CKR_TEMPLATE_INCOMPLETE);
    }

    @Test
    void importOfComponentsThatDoNotBelongTogether_isRefused() {
        Template.Builder good =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(KeyType.CKK_RSA)
                        .set(
                                AttributeType.CKA_MODULUS,
                                pair.publicKey().component(AttributeType.CKA_MODULUS))
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1});
        for (AttributeType<byte[]> type : pair.privateKey().secretTypes()) {
            good.set(type, pair.privateKey().secret(type).copy(SecretAccess.READ));
        }
        Template template = good.build();
        ENGINE.importKey(template);
        for (AttributeType<byte[]> type : pair.privateKey().secretTypes()) {
            byte[] value = template.get(type);
            value[value.length / 2] ^= 4;
            Template damaged = template.toBuilder().set(type, value).build();
            assertCode(() -> ENGINE.importKey(damaged), ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        }
    }
}
