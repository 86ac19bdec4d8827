package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MAC, generators, factories, agreement, digest, random. */
class OtherServicesTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final byte[] DATA = {1, 2, 3, 4, 5};
    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HmacSHA1",
                "HmacSHA224",
                "HmacSHA256",
                "HmacSHA384",
                "HmacSHA512",
                "HmacSHA512/224",
                "HmacSHA512/256",
                "HmacSHA3-224",
                "HmacSHA3-256",
                "HmacSHA3-384",
                "HmacSHA3-512",
                "AESCMAC"
            })
    void mac_agreesWithAnotherEngine(String name) throws Exception {
        String keys = name.equals("AESCMAC") ? "AES" : name;
        SecretKeySpec software = new SecretKeySpec(new byte[32], keys);
        SecretKey key =
                SecretKeyFactory.getInstance(keys, token.provider()).generateSecret(software);
        Mac theirs = Mac.getInstance(name, BC);
        theirs.init(software);
        Mac mine = Mac.getInstance(name, token.provider());
        mine.init(key);
        for (int i = 0; i < 2; i++) {
            mine.update(DATA[0]);
            mine.update(DATA, 1, 4);
            assertThat(mine.doFinal()).isEqualTo(theirs.doFinal(DATA)).hasSize(mine.getMacLength());
        }
        mine.update(DATA);
        mine.reset();
        assertThat(mine.doFinal(DATA)).isEqualTo(theirs.doFinal(DATA));
        assertThatThrownBy(() -> mine.init(software)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> mine.update(DATA)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "AES,128",
        "AES,192",
        "AES,256",
        "HmacSHA256,256",
        "HmacSHA256,512",
        "ChaCha20,256",
        "Generic,64"
    })
    void keyGenerator_makesSessionKeys(String name, int bits) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(name, token.provider());
        generator.init(bits);
        SecretKey key = generator.generateKey();
        assertThat(key.getAlgorithm()).isEqualTo(name);
        assertThat(key.getEncoded()).isNull();
        assertThat(token.keyStore().size()).isZero();
        assertThatThrownBy(() -> generator.init(7)).isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(() -> generator.init(new ECGenParameterSpec("secp256r1")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void keyGenerators_defaults_areTheStrongOnes() throws Exception {
        assertThat(
                        ((RSAPublicKey)
                                        KeyPairGenerator.getInstance("RSA", token.provider())
                                                .generateKeyPair()
                                                .getPublic())
                                .getModulus()
                                .bitLength())
                .isEqualTo(3072);
    }

    @Test
    void keyPairGenerator_parameters() throws Exception {
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", token.provider());
        rsa.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
        assertThat(((RSAPublicKey) rsa.generateKeyPair().getPublic()).getModulus().bitLength())
                .isEqualTo(2048);
        assertThatThrownBy(() -> rsa.initialize(17)).isInstanceOf(InvalidParameterException.class);
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", token.provider());
        assertThatThrownBy(() -> ec.initialize(new ECGenParameterSpec("no such curve")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> ec.initialize(255)).isInstanceOf(InvalidParameterException.class);
        KeyPairGenerator family = KeyPairGenerator.getInstance("ML-DSA", token.provider());
        family.initialize(new NamedParameterSpec("ML-DSA-44"));
        assertThat(family.generateKeyPair().getPublic().getEncoded().length).isLessThan(1400);
        KeyPairGenerator fixed = KeyPairGenerator.getInstance("ML-DSA-87", token.provider());
        assertThatThrownBy(() -> fixed.initialize(new NamedParameterSpec("ML-DSA-44")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        KeyPairGenerator xdh = KeyPairGenerator.getInstance("XDH", token.provider());
        xdh.initialize(NamedParameterSpec.X448);
        assertThat(xdh.generateKeyPair().getPrivate().getAlgorithm()).isEqualTo("XDH");
    }

    // Factories

    @Test
    void keyFactory_publicKeysOnly_andNeverAnImport() throws Exception {
        KeyPair software = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
        KeyFactory factory = KeyFactory.getInstance("RSA", token.provider());
        PublicKey key =
                factory.generatePublic(new X509EncodedKeySpec(software.getPublic().getEncoded()));
        assertThat(key).isEqualTo(software.getPublic());
        RSAPublicKeySpec numbers = factory.getKeySpec(key, RSAPublicKeySpec.class);
        assertThat(factory.generatePublic(numbers)).isEqualTo(software.getPublic());
        assertThatThrownBy(
                        () ->
                                factory.generatePrivate(
                                        new PKCS8EncodedKeySpec(
                                                software.getPrivate().getEncoded())))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("KeyStore.setKeyEntry");
        assertThatThrownBy(() -> factory.translateKey(software.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> factory.generatePublic(new X509EncodedKeySpec(new byte[10])))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(
                        () ->
                                KeyFactory.getInstance("EC", token.provider())
                                        .generatePublic(
                                                new X509EncodedKeySpec(
                                                        software.getPublic().getEncoded())))
                .isInstanceOf(InvalidKeySpecException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA,SHA256withRSA",
        "EC,SHA256withECDSA",
        "Ed25519,Ed25519",
        "Ed448,Ed448",
        "ML-DSA-65,ML-DSA",
        "SLH-DSA-SHA2-128f,SLH-DSA"
    })
    void keyFactory_importOnRequest(String keys, String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, BC);
        if (keys.equals("EC")) {
            generator.initialize(256);
        }
        KeyPair software = generator.generateKeyPair();
        KeyFactory factory = KeyFactory.getInstance(keys, token.provider());
        PrivateKey imported =
                factory.generatePrivate(
                        CratonKeySpec.builder()
                                .token(false)
                                .keySpec(
                                        new PKCS8EncodedKeySpec(software.getPrivate().getEncoded()))
                                .build());
        Signature signer = Signature.getInstance(algorithm, token.provider());
        signer.initSign(imported);
        signer.update(DATA);
        byte[] value = signer.sign();
        Signature verifier = Signature.getInstance(algorithm, token.provider());
        verifier.initVerify(software.getPublic());
        verifier.update(DATA);
        assertThat(verifier.verify(value)).isTrue();
        assertThat(factory.translateKey(imported)).isSameAs(imported);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "ML-DSA-65", "ML-KEM-768"})
    void keyFactory_damagedImports_areRefused(String keys) throws Exception {
        KeyPair software = KeyPairGenerator.getInstance(keys, BC).generateKeyPair();
        byte[] good = software.getPrivate().getEncoded();
        KeyFactory factory = KeyFactory.getInstance(keys, token.provider());
        for (int length = 0; length < Math.min(good.length, 60); length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(
                            () ->
                                    factory.generatePrivate(
                                            CratonKeySpec.builder()
                                                    .token(false)
                                                    .keySpec(new PKCS8EncodedKeySpec(cut))
                                                    .build()))
                    .isInstanceOf(InvalidKeySpecException.class);
        }
        byte[] longer = Arrays.copyOf(good, good.length + 1);
        assertThatThrownBy(
                        () ->
                                factory.generatePrivate(
                                        CratonKeySpec.builder()
                                                .token(false)
                                                .keySpec(new PKCS8EncodedKeySpec(longer))
                                                .build()))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThat(token.keyStore().size()).isZero();
    }

    @Test
    void secretKeyFactory_importsAndTranslates() throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("AES", token.provider());
        SecretKeySpec software = new SecretKeySpec(new byte[16], "AES");
        SecretKey key = factory.translateKey(software);
        assertThat(key.getEncoded()).isNull();
        assertThat(factory.translateKey(key)).isSameAs(key);
        assertThatThrownBy(() -> factory.getKeySpec(key, SecretKeySpec.class))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(
                        () -> factory.generateSecret(new SecretKeySpec(new byte[16], "HmacSHA256")))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> factory.generateSecret(new SecretKeySpec(new byte[17], "AES")))
                .isInstanceOf(InvalidKeySpecException.class);
    }

    // Agreement

    @ParameterizedTest
    @CsvSource({"EC,ECDH,SunEC", "X25519,X25519,SunEC", "X448,XDH,SunEC"})
    void agreement_withAnotherEngine(String keys, String agreement, String other) throws Exception {
        KeyPair mine = KeyPairGenerator.getInstance(keys, token.provider()).generateKeyPair();
        KeyPairGenerator generator = KeyPairGenerator.getInstance(keys, other);
        if (keys.equals("EC")) {
            generator.initialize(256);
        }
        KeyPair theirs = generator.generateKeyPair();
        KeyAgreement there = KeyAgreement.getInstance(agreement, other);
        there.init(theirs.getPrivate());
        there.doPhase(mine.getPublic(), true);
        byte[] expected = there.generateSecret();
        KeyAgreement here = KeyAgreement.getInstance(agreement, token.provider());
        here.init(mine.getPrivate());
        here.doPhase(theirs.getPublic(), true);
        assertThat(here.generateSecret()).isEqualTo(expected);
        assertThatThrownBy(here::generateSecret).isInstanceOf(IllegalStateException.class);
        here.doPhase(theirs.getPublic(), true);
        assertThat(here.generateSecret("TlsPremasterSecret").getEncoded()).isEqualTo(expected);
        here.doPhase(theirs.getPublic(), true);
        assertThat(here.generateSecret("AES").getEncoded()).isNull();
        assertThatThrownBy(() -> here.doPhase(mine.getPrivate(), true))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> here.init(theirs.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void agreement_otherCurveOrLowOrderPoint_isInvalidKey() throws Exception {
        KeyPair mine = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(384);
        KeyAgreement here = KeyAgreement.getInstance("ECDH", token.provider());
        here.init(mine.getPrivate());
        PublicKey other = generator.generateKeyPair().getPublic();
        assertThatThrownBy(() -> here.doPhase(other, true)).isInstanceOf(InvalidKeyException.class);
        byte[] offCurve = mine.getPublic().getEncoded();
        offCurve[offCurve.length - 1] ^= 1;
        assertThatThrownBy(() -> here.doPhase(raw("EC", offCurve), true))
                .isInstanceOf(InvalidKeyException.class);

        KeyPair x = KeyPairGenerator.getInstance("X25519", token.provider()).generateKeyPair();
        KeyAgreement xdh = KeyAgreement.getInstance("X25519", token.provider());
        xdh.init(x.getPrivate());
        byte[] zero = x.getPublic().getEncoded();
        Arrays.fill(zero, zero.length - 32, zero.length, (byte) 0);
        assertThatThrownBy(() -> xdh.doPhase(raw("XDH", zero), true))
                .isInstanceOf(InvalidKeyException.class);
        zero[zero.length - 32] = 1;
        assertThatThrownBy(() -> xdh.doPhase(raw("XDH", zero), true))
                .isInstanceOf(InvalidKeyException.class);
    }

    /** A public key that nobody has looked at. */
    static PublicKey raw(String algorithm, byte[] spki) {
        return new PublicKey() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getAlgorithm() {
                return algorithm;
            }

            @Override
            public String getFormat() {
                return "X.509";
            }

            @Override
            public byte[] getEncoded() {
                return spki.clone();
            }
        };
    }

    @Test
    void messageDigest_canBeClonedAndHasTheOtherNames() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA256", token.provider());
        digest.update(DATA);
        MessageDigest copy = (MessageDigest) digest.clone();
        assertThat(copy.digest()).isEqualTo(digest.digest());
        assertThat(
                        MessageDigest.getInstance("2.16.840.1.101.3.4.2.8", token.provider())
                                .getDigestLength())
                .isEqualTo(32);
    }

    @Test
    void secureRandom_comesFromTheModule() throws Exception {
        SecureRandom random = SecureRandom.getInstance("CratonHSM", token.provider());
        byte[] one = new byte[64];
        byte[] two = new byte[64];
        random.nextBytes(one);
        random.nextBytes(two);
        random.setSeed(new byte[8]);
        assertThat(one).isNotEqualTo(two).isNotEqualTo(new byte[64]);
        assertThat(random.generateSeed(7)).hasSize(7);
        random.nextBytes(new byte[0]);
    }
}
