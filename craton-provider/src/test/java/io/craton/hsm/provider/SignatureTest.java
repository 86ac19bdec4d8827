package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final byte[] DATA = "data that is signed".getBytes(StandardCharsets.UTF_8);
    private static final Provider BC = new BouncyCastleProvider();
    private static TestToken token;
    private static KeyPair rsa;
    private static KeyPair ec;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        rsa = generate("RSA", 2048);
        ec = generate("EC", 256);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static KeyPair generate(String algorithm, int size) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, token.provider());
        if (size > 0) {
            generator.initialize(size);
        }
        return generator.generateKeyPair();
    }

    private static Signature signature(String name) throws Exception {
        return Signature.getInstance(name, token.provider());
    }

    private static byte[] sign(Signature signature, KeyPair pair, byte[] data) throws Exception {
        signature.initSign(pair.getPrivate());
        signature.update(data);
        return signature.sign();
    }

    private static boolean verify(Signature signature, PublicKey key, byte[] data, byte[] value)
            throws Exception {
        signature.initVerify(key);
        signature.update(data);
        return signature.verify(value);
    }

    // Every algorithm against another engine, both ways

    static Stream<String> hashed() {
        return Stream.of(
                "SHA224",
                "SHA256",
                "SHA384",
                "SHA512",
                "SHA3-224",
                "SHA3-256",
                "SHA3-384",
                "SHA3-512");
    }

    @ParameterizedTest
    @MethodSource("hashed")
    void rsa_isVerifiedByAnotherEngine(String hash) throws Exception {
        roundTrip(hash + "withRSA", rsa, BC);
        // The names of this engine for PSS have the hash with a hyphen in the parameters only.
        roundTrip(hash + "withRSAandMGF1", rsa, BC);
    }

    @ParameterizedTest
    @MethodSource("hashed")
    void ecdsa_isVerifiedByAnotherEngine(String hash) throws Exception {
        roundTrip(hash + "withECDSA", ec, BC);
        Signature plain = signature(hash + "withECDSAinP1363Format");
        byte[] value = sign(plain, ec, DATA);
        assertThat(value).hasSize(64);
        assertThat(
                        verify(
                                Signature.getInstance(hash + "withPLAIN-ECDSA", BC),
                                ec.getPublic(),
                                DATA,
                                value))
                .isTrue();
    }

    private static void roundTrip(String name, KeyPair pair, Provider other) throws Exception {
        byte[] value = sign(signature(name), pair, DATA);
        assertThat(
                        verify(
                                Signature.getInstance(name, other),
                                foreign(pair.getPublic(), other),
                                DATA,
                                value))
                .as(name)
                .isTrue();
        assertThat(verify(signature(name), pair.getPublic(), DATA, value)).as(name).isTrue();
        byte[] wrong = value.clone();
        wrong[wrong.length / 2] ^= 1;
        assertThat(verify(signature(name), pair.getPublic(), DATA, wrong)).as(name).isFalse();
        assertThat(verify(signature(name), pair.getPublic(), new byte[1], value))
                .as(name)
                .isFalse();
    }

    private static PublicKey foreign(PublicKey key, Provider other) throws Exception {
        return KeyFactory.getInstance(key.getAlgorithm(), other)
                .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "secp256k1", "brainpoolP256r1"})
    void ecdsa_curves(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new ECGenParameterSpec(curve));
        roundTrip("SHA256withECDSA", generator.generateKeyPair(), BC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ed25519", "Ed448"})
    void edwards_isVerifiedByAnotherEngine(String name) throws Exception {
        KeyPair pair = generate(name, 0);
        byte[] value = sign(signature("EdDSA"), pair, DATA);
        assertThat(verify(Signature.getInstance(name, "SunEC"), pair.getPublic(), DATA, value))
                .isTrue();
        assertThat(verify(signature(name), pair.getPublic(), DATA, value)).isTrue();
        value[3] ^= 1;
        assertThat(verify(signature(name), pair.getPublic(), DATA, value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ML-DSA-44",
                "ML-DSA-65",
                "ML-DSA-87",
                "SLH-DSA-SHA2-128f",
                "SLH-DSA-SHAKE-128f"
            })
    void postQuantum_isVerifiedByAnotherEngine(String name) throws Exception {
        KeyPair pair = generate(name, 0);
        assertThat(pair.getPrivate().getAlgorithm())
                .isEqualTo(name.substring(0, name.indexOf("DSA") + 3));
        byte[] value = sign(signature(pair.getPrivate().getAlgorithm()), pair, DATA);
        PublicKey theirs =
                KeyFactory.getInstance(name, BC)
                        .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        assertThat(verify(Signature.getInstance(name, BC), theirs, DATA, value)).isTrue();
        assertThat(verify(signature(name), theirs, DATA, value)).isTrue();
        value[100] ^= 1;
        assertThat(verify(signature(name), pair.getPublic(), DATA, value)).isFalse();
    }

    @Test
    void postQuantum_anotherParameterSet_isInvalidKey() throws Exception {
        KeyPair pair = generate("ML-DSA-44", 0);
        Signature signature = signature("ML-DSA-65");
        assertThatThrownBy(() -> signature.initSign(pair.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify(pair.getPublic()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void noneWithRsa_signsWhatItIsGiven() throws Exception {
        byte[] digestInfo =
                new byte[] {
                    0x30,
                    0x31,
                    0x30,
                    0x0d,
                    6,
                    9,
                    0x60,
                    (byte) 0x86,
                    0x48,
                    1,
                    0x65,
                    3,
                    4,
                    2,
                    1,
                    5,
                    0,
                    4,
                    0x20
                };
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(DATA);
        byte[] input = ByteBuffer.allocate(51).put(digestInfo).put(hash).array();
        byte[] value = sign(signature("NONEwithRSA"), rsa, input);
        assertThat(
                        verify(
                                Signature.getInstance("SHA256withRSA", "SunRsaSign"),
                                rsa.getPublic(),
                                DATA,
                                value))
                .isTrue();
    }

    @Test
    void noneWithEcdsa_signsTheDigest() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(DATA);
        byte[] value = sign(signature("NONEwithECDSA"), ec, hash);
        assertThat(
                        verify(
                                Signature.getInstance("SHA256withECDSA", "SunEC"),
                                ec.getPublic(),
                                DATA,
                                value))
                .isTrue();
    }

    @Test
    void sha1_verifiesOnly() throws Exception {
        KeyPair software = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
        byte[] value = sign(Signature.getInstance("SHA1withRSA", "SunRsaSign"), software, DATA);
        assertThat(verify(signature("SHA1withRSA"), software.getPublic(), DATA, value)).isTrue();
        Signature signature = signature("SHA1withRSA");
        assertThatThrownBy(() -> signature.initSign(rsa.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    // PSS and parameters

    @Test
    void pss_setParameterBeforeInit_isKeptAndSurvivesReinit() throws Exception {
        PSSParameterSpec spec =
                new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, 48, 1);
        Signature signature = signature("RSASSA-PSS");
        signature.setParameter(spec);
        for (int i = 0; i < 2; i++) {
            signature.initSign(rsa.getPrivate());
            for (byte b : DATA) {
                signature.update(b);
            }
            byte[] value = signature.sign();
            Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
            verifier.setParameter(spec);
            assertThat(verify(verifier, rsa.getPublic(), DATA, value)).isTrue();
        }
        assertThat(
                        signature
                                .getParameters()
                                .getParameterSpec(PSSParameterSpec.class)
                                .getSaltLength())
                .isEqualTo(48);
    }

    @Test
    void pss_setParameterAfterInit_works() throws Exception {
        Signature signature = signature("RSASSA-PSS");
        signature.initSign(rsa.getPrivate());
        assertThat(signature.getParameters()).isNull();
        assertThatThrownBy(() -> signature.update(DATA)).isInstanceOf(SignatureException.class);
        PSSParameterSpec spec =
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 1);
        signature.setParameter(spec);
        signature.update(DATA);
        assertThatThrownBy(() -> signature.setParameter(spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        byte[] value = signature.sign();
        Signature verifier = Signature.getInstance("RSASSA-PSS", "SunRsaSign");
        verifier.setParameter(spec);
        assertThat(verify(verifier, rsa.getPublic(), DATA, value)).isTrue();
    }

    static List<AlgorithmParameterSpec> badPss() {
        return List.of(
                new PSSParameterSpec("MD5", "MGF1", MGF1ParameterSpec.SHA256, 20, 1),
                new PSSParameterSpec("SHA-256", "MGF2", MGF1ParameterSpec.SHA256, 20, 1),
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 20, 2),
                new PSSParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec("MD5"), 20, 1),
                new ECGenParameterSpec("secp256r1"));
    }

    @ParameterizedTest
    @MethodSource("badPss")
    void pss_badParameters_areRefused(AlgorithmParameterSpec spec) throws Exception {
        Signature signature = signature("RSASSA-PSS");
        assertThatThrownBy(() -> signature.setParameter(spec))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> signature.setParameter(null))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void pss_saltTooLongForTheKey_isADocumentedException() throws Exception {
        Signature signature = signature("RSASSA-PSS");
        signature.setParameter(
                new PSSParameterSpec("SHA-512", "MGF1", MGF1ParameterSpec.SHA512, 4000, 1));
        assertThatThrownBy(
                        () -> {
                            signature.initSign(rsa.getPrivate());
                            signature.update(DATA);
                            signature.sign();
                        })
                .isInstanceOfAny(InvalidKeyException.class, SignatureException.class);
    }

    @Test
    void getParameters_neverThrows() throws Exception {
        for (Provider.Service service : token.provider().getServices()) {
            if (service.getType().equals("Signature")) {
                Signature signature = signature(service.getAlgorithm());
                assertThatCode(signature::getParameters).doesNotThrowAnyException();
            }
        }
        Signature signature = signature("SHA256withECDSA");
        signature.initSign(ec.getPrivate());
        assertThat(signature.getParameters()).isNull();
        AlgorithmParameters pss = signature("SHA256withRSAandMGF1").getParameters();
        assertThat(pss.getParameterSpec(PSSParameterSpec.class).getSaltLength()).isEqualTo(32);
    }

    @Test
    void edwards_contextAndPrehash() throws Exception {
        KeyPair pair = generate("Ed25519", 0);
        EdDSAParameterSpec spec = new EdDSAParameterSpec(true, new byte[] {1, 2});
        Signature signature = signature("Ed25519");
        signature.setParameter(spec);
        byte[] value = sign(signature, pair, DATA);
        Signature verifier = Signature.getInstance("Ed25519", "SunEC");
        verifier.setParameter(spec);
        assertThat(verify(verifier, pair.getPublic(), DATA, value)).isTrue();
        assertThat(verify(signature("Ed25519"), pair.getPublic(), DATA, value)).isFalse();
    }

    // Keys

    @Test
    void foreignPrivateKey_isInvalidKey() throws Exception {
        KeyPair software = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
        Signature signature = signature("SHA256withECDSA");
        assertThatThrownBy(() -> signature.initSign(software.getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("KeyStore.setKeyEntry");
        assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initSign(rsa.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify(rsa.getPublic()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void foreignPublicKey_isVerifiedWhenThisProviderIsNamed() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", BC);
        generator.initialize(256);
        KeyPair software = generator.generateKeyPair();
        byte[] value = sign(Signature.getInstance("SHA256withECDSA", BC), software, DATA);
        assertThat(verify(signature("SHA256withECDSA"), software.getPublic(), DATA, value))
                .isTrue();
    }

    @Test
    void notInitialised_isASignatureException() throws Exception {
        Signature signature = signature("SHA256withECDSA");
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        signature.initVerify(ec.getPublic());
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
    }

    @Test
    void sameObject_signsAgainAndAgain() throws Exception {
        Signature signature = signature("SHA256withECDSA");
        signature.initSign(ec.getPrivate());
        for (int i = 0; i < 3; i++) {
            signature.update(ByteBuffer.wrap(DATA));
            byte[] value = signature.sign();
            assertThat(verify(signature("SHA256withECDSA"), ec.getPublic(), DATA, value)).isTrue();
        }
        // An empty message.
        byte[] empty = signature.sign();
        assertThat(verify(signature("SHA256withECDSA"), ec.getPublic(), new byte[0], empty))
                .isTrue();
    }
}
