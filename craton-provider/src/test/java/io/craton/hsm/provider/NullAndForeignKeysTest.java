package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What every service says to no key at all, to keys that are not for it, and to specifications that
 * no key has.
 */
class NullAndForeignKeysTest {
    /** The types of services that JCA asks which keys they take. */
    private static final Set<String> ASKED =
            Set.of("Signature", "Cipher", "Mac", "KeyAgreement", "KEM");

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

    private interface Door {
        void enter() throws Exception;
    }

    private static List<Provider.Service> services(String type) {
        return token.provider().getServices().stream()
                .filter(service -> service.getType().equals(type))
                .toList();
    }

    private static KeyPair pair(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(name, token.provider());
        if (name.equals("RSA")) {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    /**
     * {@code KeyStore.getKey} gives null for an alias that is not there; that is where it is from.
     */
    @Test
    void noKey_isSaidToBeNone() throws Exception {
        Map<String, Door> doors = new LinkedHashMap<>();
        for (Provider.Service service : services("Signature")) {
            String name = service.getAlgorithm();
            Signature signature = Signature.getInstance(name, token.provider());
            doors.put(name + " initSign", () -> signature.initSign(null));
            doors.put(name + " initVerify", () -> signature.initVerify((PublicKey) null));
        }
        for (Provider.Service service : services("Cipher")) {
            String name = service.getAlgorithm();
            for (int mode = Cipher.ENCRYPT_MODE; mode <= Cipher.UNWRAP_MODE; mode++) {
                int opmode = mode;
                Cipher cipher = Cipher.getInstance(name, token.provider());
                doors.put(name + " " + mode, () -> cipher.init(opmode, (Key) null));
            }
        }
        for (Provider.Service service : services("Mac")) {
            Mac mac = Mac.getInstance(service.getAlgorithm(), token.provider());
            doors.put(service.getAlgorithm(), () -> mac.init(null));
        }
        KeyPair x25519 = pair("X25519");
        for (Provider.Service service : services("KeyAgreement")) {
            String name = service.getAlgorithm();
            KeyAgreement agreement = KeyAgreement.getInstance(name, token.provider());
            doors.put(name, () -> agreement.init(null));
        }
        KeyAgreement agreement = KeyAgreement.getInstance("X25519", token.provider());
        agreement.init(x25519.getPrivate());
        doors.put("X25519 doPhase", () -> agreement.doPhase(null, true));
        for (Provider.Service service : services("KeyFactory")) {
            KeyFactory factory = KeyFactory.getInstance(service.getAlgorithm(), token.provider());
            doors.put(service.getAlgorithm() + " factory", () -> factory.translateKey(null));
        }
        for (Provider.Service service : services("SecretKeyFactory")) {
            SecretKeyFactory factory =
                    SecretKeyFactory.getInstance(service.getAlgorithm(), token.provider());
            doors.put(service.getAlgorithm() + " secrets", () -> factory.translateKey(null));
        }
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.wrapping().build());
        Cipher wrapping = Cipher.getInstance("AES/KWP/NoPadding", token.provider());
        wrapping.init(Cipher.WRAP_MODE, generator.generateKey());
        doors.put("wrap", () -> wrapping.wrap(null));
        assertThat(doors).hasSizeGreaterThan(150);
        doors.forEach(
                (name, door) ->
                        assertThatThrownBy(door::enter)
                                .as(name)
                                .isInstanceOf(InvalidKeyException.class)
                                .hasMessageContaining("the key is null")
                                .hasMessageContaining("KeyStore.getKey"));
    }

    @Test
    void supportsParameter_isTrueForTheKeysThatAServiceTakes_falseForOthers() throws Exception {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (String name : List.of("RSA", "EC", "Ed25519", "X25519", "ML-DSA-44", "ML-KEM-768")) {
            keys.put(name, pair(name).getPrivate());
        }
        keys.put("public ML-DSA-44", pair("ML-DSA-44").getPublic());
        keys.put("secret", KeyGenerator.getInstance("AES", token.provider()).generateKey());
        keys.put(
                "software",
                KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair().getPrivate());
        Map<String, List<String>> taken = new LinkedHashMap<>();
        taken.put("Signature SHA256withRSA", List.of("RSA"));
        taken.put("Signature RSASSA-PSS", List.of("RSA"));
        taken.put("Signature SHA256withECDSA", List.of("EC"));
        taken.put("Signature Ed25519", List.of("Ed25519"));
        taken.put("Signature Ed448", List.of());
        taken.put("Signature ML-DSA", List.of("ML-DSA-44", "public ML-DSA-44"));
        taken.put("Signature ML-DSA-65", List.of());
        taken.put("Cipher RSA/ECB/PKCS1Padding", List.of("RSA"));
        taken.put("Cipher AES/GCM/NoPadding", List.of("secret"));
        taken.put("Cipher AES/KWP/NoPadding", List.of("secret"));
        taken.put("Mac HmacSHA256", List.of("secret"));
        taken.put("KeyAgreement ECDH", List.of("EC"));
        taken.put("KeyAgreement XDH", List.of("X25519"));
        taken.put("KeyAgreement X448", List.of());
        if (!services("KEM").isEmpty()) {
            taken.put("KEM ML-KEM", List.of("ML-KEM-768"));
            taken.put("KEM ML-KEM-512", List.of());
        }
        taken.forEach(
                (name, expected) -> {
                    String[] words = name.split(" ");
                    Provider.Service service = token.provider().getService(words[0], words[1]);
                    List<String> supported = new ArrayList<>();
                    keys.forEach(
                            (which, key) -> {
                                if (service.supportsParameter(key)) {
                                    supported.add(which);
                                }
                            });
                    assertThat(supported).as(name).isEqualTo(expected);
                });
    }

    /** Provider.Service.supportsParameter: "if this method cannot be used with this type". */
    @Test
    void supportsParameter_ofNoKey_isFalse_andIsAskedOfSomeTypesOnly() {
        for (Provider.Service service : token.provider().getServices()) {
            if (ASKED.contains(service.getType())) {
                assertThat(service.supportsParameter(null)).as(service.toString()).isFalse();
                assertThatThrownBy(() -> service.supportsParameter("no key"))
                        .as(service.toString())
                        .isInstanceOf(InvalidParameterException.class);
            } else if (!service.getType().equals("KDF")) {
                assertThatThrownBy(() -> service.supportsParameter(null))
                        .as(service.toString())
                        .isInstanceOf(InvalidParameterException.class);
            }
        }
    }

    /** Without a named provider JCA goes on to the one that takes the key. */
    @Test
    void softwareKey_isLeftToOthers() throws Exception {
        java.security.Security.insertProviderAt(token.provider(), 1);
        try {
            KeyPair software = KeyPairGenerator.getInstance("RSA", "SunRsaSign").generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(software.getPrivate());
            assertThat(signature.getProvider().getName()).isEqualTo("SunRsaSign");
            // An own key of another kind is for nobody.
            KeyPair ec = pair("EC");
            Signature other = Signature.getInstance("SHA256withRSA");
            assertThatThrownBy(() -> other.initSign(ec.getPrivate()))
                    .isInstanceOf(InvalidKeyException.class);
        } finally {
            java.security.Security.removeProvider(token.provider().getName());
        }
    }

    @Test
    void specificationsOfNoKey_areRefusedAsSuch() throws Exception {
        ECPublicKey ec = (ECPublicKey) pair("EC").getPublic();
        BigInteger huge = BigInteger.ONE.shiftLeft(9000);
        List<KeySpec> points = new ArrayList<>();
        for (BigInteger x : List.of(BigInteger.ZERO, BigInteger.ONE.negate(), huge)) {
            points.add(new ECPublicKeySpec(new ECPoint(x, ec.getW().getAffineY()), ec.getParams()));
            points.add(new ECPublicKeySpec(new ECPoint(ec.getW().getAffineX(), x), ec.getParams()));
        }
        refused("EC", points);
        refused(
                "EdDSA",
                List.of(
                        new EdECPublicKeySpec(
                                NamedParameterSpec.ED25519, new EdECPoint(true, huge)),
                        new EdECPublicKeySpec(
                                new NamedParameterSpec("Ed99"), new EdECPoint(true, huge)),
                        new EdECPublicKeySpec(
                                NamedParameterSpec.ED448,
                                new EdECPoint(false, BigInteger.ONE.negate()))));
        refused(
                "XDH",
                List.of(
                        new XECPublicKeySpec(ec.getParams(), BigInteger.ONE),
                        new XECPublicKeySpec(new NamedParameterSpec("X99"), BigInteger.ONE)));
        refused(
                "RSA",
                List.of(
                        new RSAPublicKeySpec(null, BigInteger.TEN),
                        new RSAPublicKeySpec(BigInteger.TEN, null),
                        new RSAPublicKeySpec(BigInteger.ONE.negate(), BigInteger.ONE),
                        new RSAPublicKeySpec(huge.shiftLeft(9000), huge)));
        for (Provider.Service service : services("KeyFactory")) {
            refused(service.getAlgorithm(), List.of());
        }
    }

    private static void refused(String name, List<KeySpec> specifications) throws Exception {
        KeyFactory factory = KeyFactory.getInstance(name, token.provider());
        for (KeySpec specification : specifications) {
            // Some numbers are only found to be no key when it is used.
            Throwable thrown = catchThrowable(() -> factory.generatePublic(specification));
            if (thrown != null) {
                assertThat(thrown).as(name).isInstanceOf(InvalidKeySpecException.class);
            }
        }
        assertThatThrownBy(() -> factory.generatePublic(null))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> factory.generatePrivate(null))
                .isInstanceOf(InvalidKeySpecException.class);
        assertThatThrownBy(() -> factory.getKeySpec(null, KeySpec.class))
                .isInstanceOf(InvalidKeySpecException.class);
        for (PublicKey hollow : List.of(new Hollow("X.509"), new Hollow("RAW"))) {
            assertThatThrownBy(() -> factory.translateKey(hollow))
                    .isInstanceOf(InvalidKeyException.class);
            assertThatThrownBy(() -> factory.getKeySpec(hollow, KeySpec.class))
                    .isInstanceOf(InvalidKeySpecException.class);
        }
    }

    /** A public key of some provider that keeps its encoding to itself. */
    private record Hollow(String format) implements PublicKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return format;
        }

        @Override
        public byte[] getEncoded() {
            return null;
        }
    }
}
