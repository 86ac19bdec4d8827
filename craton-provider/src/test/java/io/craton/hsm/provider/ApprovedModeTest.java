package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider with {@code algorithms.fips_approved_only}: what it lists works, what cannot work is
 * not listed, and what is refused is refused where JCA wants it.
 */
@Tag("S2-34")
class ApprovedModeTest {
    private static final BouncyCastleProvider BC = new BouncyCastleProvider();
    // Each is made once.
    private static final Map<String, KeyPair> PAIRS = new HashMap<>();
    private static TestToken token;
    private static Provider provider;

    @BeforeAll
    static void open(@TempDir Path directory) throws Exception {
        token = approved(directory);
        provider = token.provider();
        token.keyStore();
    }

    static TestToken approved(Path directory) {
        // The files of this module are no jars that could be compared; once is enough for the rest.
        TestToken.inMemory().close();
        return TestToken.with(
                TestToken.config()
                        .set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true)
                        .set(ConfigKey.AUDIT_ENABLED, true)
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .build());
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @Test
    void list_hasWhatWorks_andNothingElse() throws Exception {
        try (TestToken usual = TestToken.inMemory()) {
            Set<String> missing = names(usual.provider());
            missing.removeAll(names(provider));

            assertThat(missing)
                    .contains(
                            "Cipher ChaCha20-Poly1305",
                            "KeyGenerator ChaCha20",
                            "KeyAgreement X25519",
                            "KeyPairGenerator XDH",
                            "MessageDigest SHA-1",
                            "KeyAgreement ECDHwithSHA1KDF",
                            "Mac AES-GMAC")
                    .allMatch(
                            name ->
                                    name.matches(
                                            ".*(ChaCha20|X25519|X448|XDH|SHA-1|NoPadding|Concatenation|DHKEM|GMAC|SHA1KDF).*"));
            assertThat(names(usual.provider())).containsAll(names(provider));
        }
        assertThatThrownBy(() -> Cipher.getInstance("ChaCha20-Poly1305", provider))
                .isInstanceOf(NoSuchAlgorithmException.class);
        assertThat(provider.getService("KeyAgreement", "X25519")).isNull();
    }

    private static Set<String> names(Provider of) {
        return of.getServices().stream()
                .map(service -> service.getType() + " " + service.getAlgorithm())
                .collect(Collectors.toSet());
    }

    @Test
    void list_withoutPostQuantum_hasNoneOfIt() throws Exception {
        try (TestToken other =
                TestToken.with(
                        TestToken.config().set(ConfigKey.ALGORITHMS_ENABLE_PQC, false).build())) {
            assertThat(other.provider().getService("Signature", "ML-DSA")).isNull();
            assertThat(other.provider().getService("Signature", "SHA256withECDSA")).isNotNull();
        }
    }

    // What is listed works

    @TestFactory
    Stream<DynamicTest> service_thatIsListed_works() {
        return provider.getServices().stream()
                .map(
                        service ->
                                DynamicTest.dynamicTest(
                                        service.getType() + " " + service.getAlgorithm(),
                                        () -> works(service.getType(), service.getAlgorithm())));
    }

    private static void works(String type, String name) throws Exception {
        switch (type) {
            case "Signature" -> signs(name);
            case "Cipher" -> encrypts(name);
            case "Mac" -> macs(name);
            case "KeyGenerator" -> KeyGenerator.getInstance(name, provider).generateKey();
            case "KeyPairGenerator" -> pair(name);
            case "SecretKeyFactory" -> secret(name);
            case "KeyAgreement" -> agrees(name);
            default -> assertThat(provider.getService(type, name).newInstance(null)).isNotNull();
        }
    }

    private static KeyPair pair(String name) throws Exception {
        KeyPair made = PAIRS.get(name);
        if (made == null) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(name, provider);
            if (name.equals("RSA")) {
                generator.initialize(2048);
            }
            made = generator.generateKeyPair();
            PAIRS.put(name, made);
        }
        return made;
    }

    private static void signs(String name) throws Exception {
        KeyPair pair = pair(keys(name));
        Signature signature = Signature.getInstance(name, provider);
        boolean forOldDataOnly = name.startsWith("SHA1with") || name.equals("NONEwithRSA");
        if (forOldDataOnly || name.equals("SHA-1withRSAandMGF1")) {
            assertThatThrownBy(() -> signature.initSign(pair.getPrivate()))
                    .isInstanceOf(InvalidKeyException.class);
            signature.initVerify(pair.getPublic());
            return;
        }
        signature.initSign(pair.getPrivate());
        if (name.startsWith("SLH-DSA") || name.matches("RSASSA-PSS|NONEwithRSAandMGF1")) {
            // The one takes seconds, the others want their parameters first.
            return;
        }
        byte[] data = new byte[32];
        signature.update(data);
        byte[] made = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(data);
        assertThat(signature.verify(made)).isTrue();
    }

    private static String keys(String signature) {
        if (signature.contains("RSA")) {
            return "RSA";
        }
        return signature.contains("ECDSA")
                ? "EC"
                : signature.replaceFirst("^HASH-|-WITH-.*|ph$", "");
    }

    private static void encrypts(String name) throws Exception {
        Cipher cipher = Cipher.getInstance(name, provider);
        if (name.startsWith("RSA")) {
            KeyPair pair = pair("RSA");
            if (name.contains("PKCS1")) {
                assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic()))
                        .isInstanceOf(InvalidKeyException.class);
                assertThatThrownBy(() -> cipher.init(Cipher.WRAP_MODE, pair.getPublic()))
                        .isInstanceOf(InvalidKeyException.class);
                assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, pair.getPrivate()))
                        .isInstanceOf(InvalidKeyException.class);
                cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
                return;
            }
            cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
            byte[] text = cipher.doFinal(new byte[16]);
            cipher.init(Cipher.DECRYPT_MODE, pair.getPrivate());
            assertThat(cipher.doFinal(text)).isEqualTo(new byte[16]);
            return;
        }
        int bits =
                name.contains("_") ? Integer.parseInt(name.replaceAll("\\D*(\\d+).*", "$1")) : 256;
        String keys = name.contains("/XTS") ? "AES-XTS" : "AES";
        KeyGenerator generator = KeyGenerator.getInstance(keys, provider);
        generator.init(bits);
        SecretKey key = generator.generateKey();
        cipher.init(Cipher.ENCRYPT_MODE, key);
        byte[] text = cipher.doFinal(new byte[32]);
        cipher.init(Cipher.DECRYPT_MODE, key, cipher.getParameters());
        assertThat(cipher.doFinal(text)).isEqualTo(new byte[32]);
    }

    private static SecretKey imported(String name, int length) throws Exception {
        byte[] value = new byte[length];
        // The halves of a key of XTS differ.
        value[0] = 1;
        return SecretKeyFactory.getInstance(name, provider)
                .generateSecret(new SecretKeySpec(value, name));
    }

    private static void secret(String name) throws Exception {
        if (!name.contains("HKDF") && !name.contains("Kdf")) {
            imported(name, 32);
            return;
        }
        SecretKey base =
                SecretKeyFactory.getInstance(name.endsWith("CMAC") ? "AES" : "Generic", provider)
                        .generateSecret(
                                CratonKeySpec.builder()
                                        .deriving()
                                        .token(false)
                                        .keySpec(
                                                new SecretKeySpec(
                                                        new byte[32],
                                                        name.endsWith("CMAC") ? "AES" : "Generic"))
                                        .build());
        SecretKey derived =
                SecretKeyFactory.getInstance(name, provider)
                        .generateSecret(CratonDerivationSpec.from(base).key("AES", 32));
        assertThat(derived.getEncoded()).isNull();
    }

    private static void macs(String name) throws Exception {
        Mac mac = Mac.getInstance(name, provider);
        mac.init(imported(name.equals("AESCMAC") ? "AES" : name, 32));
        assertThat(mac.doFinal(new byte[3])).hasSize(mac.getMacLength());
    }

    private static void agrees(String name) throws Exception {
        assertThat(name).matches("ECC?DHC?(with.*)?");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(CratonKeySpec.builder().token(false).deriving().build());
        KeyPair pair = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance(name, provider);
        agreement.init(pair.getPrivate());
        agreement.doPhase(pair.getPublic(), true);
        assertThat(agreement.generateSecret()).hasSize(32);
    }

    // What is refused

    @Test
    void mac_withAShortKey_isRefusedAtInit() throws Exception {
        for (String name : List.of("HmacSHA256", "HmacSHA1", "HmacSHA3-512")) {
            SecretKey key = imported(name, 13);
            Mac mac = Mac.getInstance(name, provider);
            assertThatThrownBy(() -> mac.init(key))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("112 bits");
            mac.init(imported(name, 14));
            assertThat(mac.doFinal()).isNotEmpty();
        }
    }

    @Test
    void cipher_withAVectorOrTagThatIsNotApproved_isRefusedAtInit() throws Exception {
        SecretKey key = KeyGenerator.getInstance("AES", provider).generateKey();
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding", provider);
        assertThatThrownBy(
                        () ->
                                gcm.init(
                                        Cipher.ENCRYPT_MODE,
                                        key,
                                        new GCMParameterSpec(128, new byte[12])))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("initialise without parameters");
        Cipher ccm = Cipher.getInstance("AES/CCM/NoPadding", provider);
        for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.DECRYPT_MODE}) {
            assertThatThrownBy(() -> ccm.init(mode, key, new GCMParameterSpec(48, new byte[12])))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
            ccm.init(mode, key, new GCMParameterSpec(64, new byte[13]));
        }
    }

    @Test
    void rsaCipher_withASmallExponentOrKey_isRefusedAtInit() throws Exception {
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", provider);
        for (RSAKeyGenParameterSpec spec :
                List.of(
                        new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0),
                        new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4))) {
            KeyPairGenerator theirs = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
            theirs.initialize(spec);
            PublicKey key = theirs.generateKeyPair().getPublic();
            for (int mode : new int[] {Cipher.ENCRYPT_MODE, Cipher.WRAP_MODE}) {
                assertThatThrownBy(() -> oaep.init(mode, key))
                        .isInstanceOf(InvalidKeyException.class);
            }
        }
    }

    @Test
    void signature_withParametersThatAreNotApproved_isRefusedWhenTheyAreSet() throws Exception {
        KeyPair rsa = pair("RSA");
        Signature pss = Signature.getInstance("RSASSA-PSS", provider);
        for (PSSParameterSpec spec :
                List.of(
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 33, 1),
                        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA1, 20, 1),
                        new PSSParameterSpec("SHA-1", "MGF1", MGF1ParameterSpec.SHA1, 20, 1))) {
            pss.initSign(rsa.getPrivate());
            assertThatThrownBy(() -> pss.setParameter(spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
            // Set before the key, the key is what is refused.
            Signature other = Signature.getInstance("RSASSA-PSS", provider);
            other.setParameter(spec);
            assertThatThrownBy(() -> other.initSign(rsa.getPrivate()))
                    .isInstanceOf(InvalidKeyException.class);
        }
        pss.initSign(rsa.getPrivate());
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        assertThat(pss.sign()).hasSize(256);
    }

    @Test
    void signatureOverSomethingThatIsNoDigest_isASignatureException() throws Exception {
        KeyPair pair = pair("EC");
        Signature signature = Signature.getInstance("NONEwithECDSA", provider);
        for (int length : new int[] {1, 20, 31, 33}) {
            signature.initSign(pair.getPrivate());
            signature.update(new byte[length]);
            assertThatThrownBy(signature::sign)
                    .isInstanceOf(SignatureException.class)
                    .hasMessageContaining("fips_approved_only");
        }
    }

    @Test
    void generators_refuseWhatIsNotApproved_whenTheyAreInitialised() throws Exception {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", provider);
        ECGenParameterSpec curve = new ECGenParameterSpec("secp256k1");
        assertThatThrownBy(() -> ec.initialize(curve))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> ec.initialize(CratonKeySpec.builder().params(curve).build()))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA", provider);
        assertThatThrownBy(
                        () ->
                                rsa.initialize(
                                        new RSAKeyGenParameterSpec(
                                                2048, RSAKeyGenParameterSpec.F0)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(() -> rsa.initialize(1984))
                .isInstanceOf(InvalidParameterException.class);
        KeyGenerator hmac = KeyGenerator.getInstance("HmacSHA256", provider);
        assertThatThrownBy(() -> hmac.init(104)).isInstanceOf(InvalidParameterException.class);
        assertThatThrownBy(
                        () -> hmac.init(CratonKeySpec.builder().token(false).keySize(104).build()))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        hmac.init(112);
        assertThat(hmac.generateKey()).isNotNull();
    }

    /** SP 800-56A section 5.8; what is given out is for a protocol that derives, as TLS does. */
    @Test
    void agreement_withoutADerivation_makesNoKeyForAUse() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(CratonKeySpec.builder().token(false).deriving().build());
        KeyPair pair = generator.generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
        agreement.init(pair.getPrivate());
        for (String name : List.of("AES", "HmacSHA256")) {
            agreement.doPhase(pair.getPublic(), true);
            assertThatThrownBy(() -> agreement.generateSecret(name))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("SP 800-56A");
        }
        for (String name : List.of("Generic", "TlsPremasterSecret")) {
            agreement.doPhase(pair.getPublic(), true);
            assertThat(agreement.generateSecret(name).getEncoded()).hasSize(32);
        }
    }

    @Test
    void agreement_onACurveThatIsNotApproved_isRefusedAtInit() throws Exception {
        KeyPairGenerator theirs = KeyPairGenerator.getInstance("EC", BC);
        theirs.initialize(new ECGenParameterSpec("secp256k1"));
        KeyPair pair = theirs.generateKeyPair();
        KeyStore keys = token.keyStore();
        keys.setKeyEntry(
                "foreign curve",
                pair.getPrivate(),
                null,
                new Certificate[] {
                    TestCertificates.selfSigned(
                            "curve", pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", BC)
                });
        Key own = keys.getKey("foreign curve", null);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", provider);
        assertThatThrownBy(() -> agreement.init(own)).isInstanceOf(InvalidKeyException.class);
        Signature signature = Signature.getInstance("SHA256withECDSA", provider);
        assertThatThrownBy(() -> signature.initSign((PrivateKey) own))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify(pair.getPublic()))
                .isInstanceOf(InvalidKeyException.class);
        keys.deleteEntry("foreign curve");
    }
}
