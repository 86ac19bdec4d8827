package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.OpaqueKey;
import java.security.InvalidAlgorithmParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What keys are that were made at this door without a word about it, whatever made them (decisions
 * B36 and B39).
 */
class KeyDefaultsTest {
    private static final List<AttributeType<Boolean>> USES =
            List.of(
                    AttributeType.CKA_ENCRYPT,
                    AttributeType.CKA_DECRYPT,
                    AttributeType.CKA_SIGN,
                    AttributeType.CKA_SIGN_RECOVER,
                    AttributeType.CKA_VERIFY,
                    AttributeType.CKA_VERIFY_RECOVER,
                    AttributeType.CKA_WRAP,
                    AttributeType.CKA_UNWRAP,
                    AttributeType.CKA_DERIVE,
                    AttributeType.CKA_ENCAPSULATE,
                    AttributeType.CKA_DECAPSULATE);
    private static TestToken token;
    private static KeyStore keyStore;
    private static KeyPair rsa;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static Template attributes(Key key) {
        return ((OpaqueKey) key).ref().use((session, handle) -> attributes(session, handle));
    }

    private static Template attributes(Session session, ObjectHandle handle) {
        List<AttributeType<?>> asked = new ArrayList<>(USES);
        asked.add(AttributeType.CKA_CLASS);
        asked.add(AttributeType.CKA_SENSITIVE);
        asked.add(AttributeType.CKA_EXTRACTABLE);
        return session.getAttributes(handle, asked.toArray(AttributeType<?>[]::new));
    }

    private static Set<String> uses(Template attributes) {
        Set<String> uses = new TreeSet<>();
        for (AttributeType<Boolean> use : USES) {
            if (attributes.get(use, false)) {
                uses.add(use.name().substring("CKA_".length()));
            }
        }
        return uses;
    }

    private static Map<String, Key> made() throws Exception {
        Map<String, Key> made = new LinkedHashMap<>();
        for (Provider.Service service : token.provider().getServices()) {
            String name = service.getAlgorithm();
            switch (service.getType()) {
                case "KeyGenerator" ->
                        made.put(
                                "generated " + name,
                                KeyGenerator.getInstance(name, token.provider()).generateKey());
                case "KeyPairGenerator" -> pair(made, name);
                case "SecretKeyFactory" ->
                        made.put(
                                "of the factory " + name,
                                SecretKeyFactory.getInstance(name, token.provider())
                                        .generateSecret(specification(name)));
                default -> {
                    // makes no keys, or is below
                }
            }
        }
        imported(made);
        stored(made);
        unwrapped(made);
        agreed(made);
        return made;
    }

    private static KeySpec specification(String name) throws Exception {
        byte[] value = new byte[32];
        // The halves of a key of XTS differ.
        value[0] = 1;
        if (!name.contains("HKDF") && !name.contains("Kdf")) {
            return new SecretKeySpec(value, name);
        }
        String base = name.endsWith("CMAC") ? "AES" : "Generic";
        SecretKey deriving =
                SecretKeyFactory.getInstance(base, token.provider())
                        .generateSecret(
                                CratonKeySpec.builder()
                                        .deriving()
                                        .token(false)
                                        .keySpec(new SecretKeySpec(value, base))
                                        .build());
        return CratonDerivationSpec.from(deriving).key("AES", 16);
    }

    private static void pair(Map<String, Key> made, String name) throws Exception {
        // Most of SLH-DSA takes long.
        if (name.matches("SLH-DSA-SHA.*[sS]|SLH-DSA-SHA.*(192|256)[fF]|SLH-DSA")) {
            return;
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name, token.provider());
        if (name.equals("RSA")) {
            generator.initialize(2048);
        }
        made.put("generated " + name, generator.generateKeyPair().getPrivate());
    }

    private static void imported(Map<String, Key> made) throws Exception {
        made.put(
                "imported RSA",
                KeyFactory.getInstance("RSA", token.provider())
                        .generatePrivate(
                                CratonKeySpec.builder()
                                        .token(false)
                                        .keySpec(
                                                new PKCS8EncodedKeySpec(
                                                        rsa.getPrivate().getEncoded()))
                                        .build()));
        made.put(
                "translated AES",
                SecretKeyFactory.getInstance("AES", token.provider())
                        .translateKey(new SecretKeySpec(new byte[16], "AES")));
    }

    private static void stored(Map<String, Key> made) throws Exception {
        keyStore.setKeyEntry("stored", new SecretKeySpec(new byte[16], "AES"), null, null);
        made.put("stored AES", keyStore.getKey("stored", null));
        SecretKey generated = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        keyStore.setKeyEntry("promoted", generated, null, null);
        made.put("promoted AES", keyStore.getKey("promoted", null));
    }

    private static void unwrapped(Map<String, Key> made) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.wrapping().token(false).build());
        SecretKey kek = generator.generateKey();
        for (String name : List.of("AES/KW/NoPadding", "AES/KWP/NoPadding")) {
            Cipher cipher = Cipher.getInstance(name, token.provider());
            cipher.init(Cipher.WRAP_MODE, kek);
            byte[] secret = cipher.wrap(new SecretKeySpec(new byte[16], "AES"));
            byte[] hmac = cipher.wrap(new SecretKeySpec(new byte[32], "HmacSHA256"));
            cipher.init(Cipher.UNWRAP_MODE, kek);
            made.put("unwrapped AES " + name, cipher.unwrap(secret, "AES", Cipher.SECRET_KEY));
            made.put(
                    "unwrapped HmacSHA256 " + name,
                    cipher.unwrap(hmac, "HmacSHA256", Cipher.SECRET_KEY));
        }
        Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding", token.provider());
        kwp.init(Cipher.WRAP_MODE, kek);
        byte[] privateKey = kwp.wrap(rsa.getPrivate());
        kwp.init(Cipher.UNWRAP_MODE, kek);
        made.put("unwrapped RSA", kwp.unwrap(privateKey, "RSA", Cipher.PRIVATE_KEY));

        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", token.provider());
        pairs.initialize(CratonKeySpec.wrapping().token(false).keySize(2048).build());
        KeyPair pair = pairs.generateKeyPair();
        Cipher oaep = Cipher.getInstance("RSA/ECB/OAEPWithSHA-256AndMGF1Padding", token.provider());
        oaep.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] secret = oaep.wrap(new SecretKeySpec(new byte[16], "AES"));
        oaep.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        made.put("unwrapped AES by RSA", oaep.unwrap(secret, "AES", Cipher.SECRET_KEY));
    }

    private static void agreed(Map<String, Key> made) throws Exception {
        for (String name : List.of("AES", "ChaCha20", "HmacSHA256")) {
            for (String curve : List.of("EC", "X25519")) {
                KeyPair pair =
                        KeyPairGenerator.getInstance(curve, token.provider()).generateKeyPair();
                KeyAgreement agreement =
                        KeyAgreement.getInstance(
                                curve.equals("EC") ? "ECDH" : curve, token.provider());
                agreement.init(pair.getPrivate());
                agreement.doPhase(pair.getPublic(), true);
                made.put("agreed " + name + " " + curve, agreement.generateSecret(name));
            }
        }
        if (token.provider().getService("KEM", "ML-KEM") != null) {
            KeyPair pair =
                    KeyPairGenerator.getInstance("ML-KEM-512", token.provider()).generateKeyPair();
            Object kem = KemTest.kem("ML-KEM", token.provider());
            for (int to : new int[] {16, 32}) {
                Object secret =
                        KemTest.call(
                                KemTest.encapsulator(kem, pair.getPublic()),
                                "encapsulate",
                                new Class<?>[] {int.class, int.class, String.class},
                                to - 16,
                                to,
                                "AES");
                made.put(
                        "encapsulated AES to " + to,
                        (Key) KemTest.call(secret, "key", new Class<?>[0]));
            }
        }
    }

    @Test
    void everyKey_isSensitive_andDoesNotWrap() throws Exception {
        Map<String, Key> made = made();
        assertThat(made).hasSizeGreaterThan(60);
        made.forEach(
                (name, key) -> {
                    Template attributes = attributes(key);
                    assertThat(attributes.get(AttributeType.CKA_SENSITIVE)).as(name).isTrue();
                    assertThat(attributes.get(AttributeType.CKA_EXTRACTABLE)).as(name).isFalse();
                    assertThat(uses(attributes)).as(name).isNotEmpty().doesNotContain("WRAP");
                    assertThat(key.getEncoded()).as(name).isNull();
                });
        Map<String, Set<String>> aes = new LinkedHashMap<>();
        made.forEach(
                (name, key) -> {
                    if (key.getAlgorithm().equals("AES")) {
                        aes.put(name, uses(attributes(key)));
                    }
                });
        assertThat(aes.values())
                .hasSizeGreaterThan(8)
                .containsOnly(Set.of("ENCRYPT", "DECRYPT", "UNWRAP", "SIGN", "VERIFY"));
        made.forEach(
                (name, key) -> {
                    if (key.getAlgorithm().startsWith("Hmac")) {
                        assertThat(uses(attributes(key))).as(name).containsOnly("SIGN", "VERIFY");
                    }
                });
        assertThat(uses(attributes(made.get("generated RSA"))))
                .containsOnly("SIGN", "DECRYPT", "UNWRAP");
        assertThat(uses(attributes(made.get("generated EC")))).containsOnly("SIGN", "DERIVE");
    }

    @Test
    void publicKeysOfTheToken_doNotWrapEither() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(CratonKeySpec.builder().label("usual").keySize(2048).build());
        generator.generateKeyPair();
        generator.initialize(CratonKeySpec.wrapping().label("wrapping").keySize(2048).build());
        Key unwrapping = generator.generateKeyPair().getPrivate();
        assertThat(publicUses("usual")).containsOnly("VERIFY", "ENCRYPT");
        assertThat(publicUses("wrapping")).containsOnly("WRAP");
        assertThat(uses(attributes(unwrapping))).containsOnly("UNWRAP");
    }

    private static Set<String> publicUses(String label) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            ObjectHandle key =
                    session.findObjects(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                            .label(label)
                                            .build())
                            .get(0);
            return uses(attributes(session, key));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES", "ChaCha20"})
    void wrappingKey_doesNothingElse(String name) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(name, token.provider());
        generator.init(CratonKeySpec.wrapping().token(false).build());
        assertThat(uses(attributes(generator.generateKey()))).containsOnly("WRAP", "UNWRAP");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES", "HmacSHA256", "Generic"})
    void derivingKey_doesNothingElse(String name) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance(name, token.provider());
        generator.init(CratonKeySpec.builder().deriving().token(false).build());
        assertThat(uses(attributes(generator.generateKey()))).containsOnly("DERIVE");
    }

    @Test
    void purposeThatATypeDoesNotHave_isRefused() throws Exception {
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC", token.provider());
        assertThatThrownBy(
                        () ->
                                ec.initialize(
                                        CratonKeySpec.wrapping()
                                                .params(new ECGenParameterSpec("secp256r1"))
                                                .build()))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("WRAPPING");
        KeyGenerator hmac = KeyGenerator.getInstance("HmacSHA256", token.provider());
        assertThatThrownBy(() -> hmac.init(CratonKeySpec.wrapping().build()))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(
                        () ->
                                SecretKeyFactory.getInstance("HmacSHA256", token.provider())
                                        .generateSecret(
                                                CratonKeySpec.wrapping()
                                                        .keySpec(
                                                                new SecretKeySpec(
                                                                        new byte[32], "HmacSHA256"))
                                                        .build()))
                .isInstanceOf(java.security.spec.InvalidKeySpecException.class);
    }
}
