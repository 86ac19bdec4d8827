package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jcajce.spec.UserKeyingMaterialSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Derivations, agreements that derive, AES-XTS and AES-GMAC: each against another engine, or
 * against the formula of its standard.
 */
class DerivingServicesTest {
    private static final String AES_128_WRAP = "2.16.840.1.101.3.4.1.5";
    private static final String AES_256_WRAP = "2.16.840.1.101.3.4.1.45";
    private static final byte[] INFO = "what it is for".getBytes();
    private static final byte[] VALUE = new byte[32];
    private static final Provider BC = new BouncyCastleProvider();
    private static TestToken token;
    private static SecretKey base;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        Arrays.fill(VALUE, (byte) 11);
        base = imported("Generic", VALUE);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static SecretKey imported(String name, byte[] value) throws Exception {
        return SecretKeyFactory.getInstance(name, token.provider())
                .generateSecret(new SecretKeySpec(value, name));
    }

    private static SecretKey derive(String name, CratonDerivationSpec spec) throws Exception {
        return SecretKeyFactory.getInstance(name, token.provider()).generateSecret(spec);
    }

    private static byte[] mac(String name, byte[] key, byte[]... pieces) throws Exception {
        Mac mac = Mac.getInstance(name, BC);
        mac.init(new SecretKeySpec(key, name));
        for (byte[] piece : pieces) {
            mac.update(piece);
        }
        return mac.doFinal();
    }

    /** RFC 5869, appendix A.1, under each of the names. */
    @ParameterizedTest
    @ValueSource(strings = {"HKDF-SHA256", "HkdfWithHmacSHA256", "1.2.840.113549.1.9.16.3.28"})
    void hkdf_vectorOfTheStandard(String name) throws Exception {
        HexFormat hex = HexFormat.of();
        SecretKey ikm = imported("Generic", hex.parseHex("0b".repeat(22)));
        byte[] salt = hex.parseHex("000102030405060708090a0b0c");
        byte[] info = hex.parseHex("f0f1f2f3f4f5f6f7f8f9");
        CratonDerivationSpec both =
                CratonDerivationSpec.from(ikm).salt(salt).info(info).key("Generic", 42);
        assertThat(hex.formatHex(derive(name, both).getEncoded()))
                .isEqualTo(
                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                + "34007208d5b887185865");
        byte[] extracted =
                derive(
                                name,
                                CratonDerivationSpec.from(ikm)
                                        .salt(salt)
                                        .extractOnly()
                                        .key("Generic", 32))
                        .getEncoded();
        assertThat(hex.formatHex(extracted))
                .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
        CratonDerivationSpec second =
                CratonDerivationSpec.from(imported("Generic", extracted))
                        .info(info)
                        .expandOnly()
                        .key("Generic", 16);
        assertThat(hex.formatHex(derive(name, second).getEncoded()))
                .isEqualTo("3cb25f25faacd57a90434f64d0362f2a");
    }

    /** Each row of the table that the provider has, so that a new one is tried too. */
    static Stream<String> derivations() {
        return names("SecretKeyFactory", ".*(HKDF|Kdf).*");
    }

    private static Stream<String> names(String type, String pattern) {
        TreeSet<String> names = new TreeSet<>();
        for (Provider.Service service : new CratonHsmProvider().getServices()) {
            if (service.getType().equals(type) && service.getAlgorithm().matches(pattern)) {
                names.add(service.getAlgorithm());
            }
        }
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("derivations")
    void derivation_isTheFormulaOfItsStandard(String name) throws Exception {
        SecretKey from = deriving(name.endsWith("AESCMAC") ? "AES" : "Generic");
        byte[] made =
                derive(name, CratonDerivationSpec.from(from).info(INFO).key("Generic", 16))
                        .getEncoded();
        assertThat(made).isEqualTo(Arrays.copyOf(expected(name), 16));
        CratonDerivationSpec inside =
                CratonDerivationSpec.from(from).info(INFO).key("HmacSHA256", 16);
        SecretKey key = derive(name, inside);
        assertThat(key.getEncoded()).isNull();
        Mac mac = Mac.getInstance("HmacSHA256", token.provider());
        mac.init(key);
        assertThat(mac.doFinal(INFO)).isEqualTo(mac("HmacSHA256", made, INFO));
    }

    // A key that others contain does nothing but derive.
    private static SecretKey deriving(String name) throws Exception {
        return SecretKeyFactory.getInstance(name, token.provider())
                .generateSecret(
                        CratonKeySpec.builder()
                                .deriving()
                                .token(false)
                                .keySpec(new SecretKeySpec(VALUE, name))
                                .build());
    }

    private static byte[] expected(String name) throws Exception {
        byte[] one = {0, 0, 0, 1};
        if (name.startsWith("CounterKdfWith")) {
            return mac(name.substring("CounterKdfWith".length()), VALUE, one, INFO);
        }
        if (name.startsWith("ConcatenationKdfWith")) {
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            input.writeBytes(one);
            input.writeBytes(VALUE);
            input.writeBytes(INFO);
            String hash = name.substring("ConcatenationKdfWith".length());
            if (hash.startsWith("Hmac")) {
                return mac(hash, new byte[1], input.toByteArray());
            }
            return MessageDigest.getInstance(hash.replaceFirst("^SHA(?=[0-9])(?!3-)", "SHA-"), BC)
                    .digest(input.toByteArray());
        }
        String hmac = "Hmac" + name.substring("HKDF-".length());
        byte[] prk = mac(hmac, new byte[Mac.getInstance(hmac, BC).getMacLength()], VALUE);
        return mac(hmac, prk, INFO, new byte[] {1});
    }

    @Test
    void whatADerivationDoesNotDo_isSaid() {
        assertThatThrownBy(
                        () ->
                                derive(
                                        "ConcatenationKdfWithSHA256",
                                        CratonDerivationSpec.from(base)
                                                .salt(INFO)
                                                .key("Generic", 33)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("has no salt");
        assertThatThrownBy(
                        () ->
                                derive(
                                        "CounterKdfWithHmacSHA256",
                                        CratonDerivationSpec.from(base).salt(INFO).key("AES", 16)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("has no salt");
        assertThatThrownBy(
                        () ->
                                derive(
                                        "CounterKdfWithHmacSHA256",
                                        CratonDerivationSpec.from(base)
                                                .extractOnly()
                                                .key("AES", 16)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("has no steps of its own");
        assertThatThrownBy(
                        () ->
                                SecretKeyFactory.getInstance("HKDF-SHA256", token.provider())
                                        .generateSecret(new SecretKeySpec(VALUE, "Generic")))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("takes a CratonDerivationSpec");
        assertThatThrownBy(
                        () ->
                                derive(
                                        "HKDF-SHA256",
                                        CratonDerivationSpec.from(new SecretKeySpec(VALUE, "AES"))
                                                .key("AES", 16)))
                .isInstanceOf(InvalidKeySpecException.class);
    }

    @Test
    void whatAStepDoesNotTake_isRefused_andNotDropped() {
        assertThatThrownBy(
                        () ->
                                derive(
                                        "HKDF-SHA256",
                                        CratonDerivationSpec.from(base)
                                                .info(INFO)
                                                .extractOnly()
                                                .key("Generic", 32)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("takes no info");
        assertThatThrownBy(
                        () ->
                                derive(
                                        "HKDF-SHA256",
                                        CratonDerivationSpec.from(base)
                                                .salt(INFO)
                                                .expandOnly()
                                                .key("Generic", 32)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("takes no salt");
        assertThatThrownBy(
                        () ->
                                derive(
                                        "HKDF-SHA256",
                                        CratonDerivationSpec.from(base).key("DESede", 16)))
                .isInstanceOf(InvalidKeySpecException.class)
                .hasMessageContaining("does not have 16 bytes");
    }

    /** The agreements that derive. */
    static Stream<String> agreements() {
        return names("KeyAgreement", ".*KDF");
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void agreementThatDerives_isThatOfTheOtherEngine(String name) throws Exception {
        boolean judged = BC.getService("KeyAgreement", name) != null;
        for (String curve : curves(name)) {
            KeyPair ours = pair(curve, token.provider());
            KeyPair theirs = pair(curve, BC);
            for (AlgorithmParameterSpec spec : specs()) {
                for (int size : new int[] {16, 32}) {
                    String use = size == 16 ? AES_128_WRAP : AES_256_WRAP;
                    SecretKey mine = agreed(token.provider(), name, ours, theirs, spec, use);
                    byte[] formula = formula(name, raw(theirs, ours), size);
                    assertThat(mine.getEncoded()).isNull();
                    assertThat(unwraps(mine, formula)).as(curve + " " + use).isTrue();
                    if (judged) {
                        AlgorithmParameterSpec foreign = new UserKeyingMaterialSpec(INFO);
                        assertThat(agreed(BC, name, theirs, ours, foreign, use).getEncoded())
                                .isEqualTo(formula);
                    }
                }
            }
        }
    }

    private static List<String> curves(String name) {
        if (name.startsWith("XDH")) {
            return List.of("X25519", "X448");
        }
        return name.startsWith("X")
                ? List.of(name.substring(0, name.indexOf("with")))
                : List.of("P-256", "P-521");
    }

    private static byte[] raw(KeyPair own, KeyPair other) throws Exception {
        boolean montgomery = other.getPublic().getAlgorithm().startsWith("X");
        KeyAgreement agreement = KeyAgreement.getInstance(montgomery ? "XDH" : "ECDH", BC);
        agreement.init(own.getPrivate());
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret();
    }

    // X9.63: the counter behind the secret; SP 800-56C: before it; RFC 5869.
    private static byte[] formula(String name, byte[] secret, int length) throws Exception {
        String hash = name.replaceFirst(".*with", "").replaceFirst("(CK|HK|K)DF$", "");
        if (name.endsWith("HKDF")) {
            String hmac = "Hmac" + hash;
            byte[] none = new byte[Mac.getInstance(hmac, BC).getMacLength()];
            byte[] prk = mac(hmac, none, secret);
            return Arrays.copyOf(mac(hmac, prk, INFO, new byte[] {1}), length);
        }
        ByteArrayOutputStream made = new ByteArrayOutputStream();
        for (byte counter = 1; made.size() < length; counter++) {
            MessageDigest digest = MessageDigest.getInstance(hash, BC);
            byte[] number = {0, 0, 0, counter};
            digest.update(name.endsWith("CKDF") ? number : secret);
            digest.update(name.endsWith("CKDF") ? secret : number);
            made.writeBytes(digest.digest(INFO));
        }
        return Arrays.copyOf(made.toByteArray(), length);
    }

    private static List<AlgorithmParameterSpec> specs() {
        return List.of(new UserKeyingMaterialSpec(INFO), CratonAgreementSpec.of(INFO));
    }

    private static KeyPair pair(String curve, Provider provider) throws Exception {
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(curve.startsWith("X") ? curve : "EC", provider);
        if (!curve.startsWith("X")) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static SecretKey agreed(
            Provider provider,
            String name,
            KeyPair own,
            KeyPair other,
            AlgorithmParameterSpec spec,
            String use)
            throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, provider);
        agreement.init(own.getPrivate(), spec);
        agreement.doPhase(other.getPublic(), true);
        return agreement.generateSecret(use);
    }

    // As CMS does with the key: the one party wraps, the other unwraps.
    private static boolean unwraps(SecretKey ours, byte[] theirs) throws Exception {
        Cipher wrapping = Cipher.getInstance("AESWrap", BC);
        wrapping.init(Cipher.WRAP_MODE, new SecretKeySpec(theirs, "AES"));
        byte[] wrapped = wrapping.wrap(new SecretKeySpec(VALUE, "AES"));
        Cipher unwrapping = Cipher.getInstance("AES/KW/NoPadding", token.provider());
        unwrapping.init(Cipher.UNWRAP_MODE, ours);
        SecretKey content = (SecretKey) unwrapping.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", token.provider());
        IvParameterSpec iv = new IvParameterSpec(new byte[16]);
        cipher.init(Cipher.ENCRYPT_MODE, content, iv);
        Cipher judge = Cipher.getInstance("AES/CBC/PKCS5Padding", BC);
        judge.init(Cipher.DECRYPT_MODE, new SecretKeySpec(VALUE, "AES"), iv);
        return Arrays.equals(INFO, judge.doFinal(cipher.doFinal(INFO)));
    }

    @ParameterizedTest
    @CsvSource({"ECDHC", "ECCDH"})
    void cofactor_isOneOnTheCurvesOfTheToken(String name) throws Exception {
        KeyPair ours = pair("P-384", token.provider());
        KeyPair theirs = pair("P-384", BC);
        KeyAgreement mine = KeyAgreement.getInstance(name, token.provider());
        mine.init(ours.getPrivate());
        mine.doPhase(theirs.getPublic(), true);
        KeyAgreement judge = KeyAgreement.getInstance("ECCDH", BC);
        judge.init(theirs.getPrivate());
        judge.doPhase(ours.getPublic(), true);
        assertThat(mine.generateSecret()).isEqualTo(judge.generateSecret());
    }

    @Test
    void xts_isThatOfTheOtherEngine() throws Exception {
        byte[] value = new byte[64];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        SecretKey key = imported("AES-XTS", value);
        byte[] data = new byte[50];
        IvParameterSpec tweak = new IvParameterSpec(new byte[16]);
        Cipher cipher = Cipher.getInstance("AES/XTS/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, key, tweak);
        byte[] encrypted = cipher.doFinal(data);
        assertThat(encrypted).hasSize(50).isNotEqualTo(data);
        Cipher back = Cipher.getInstance("AES/XTS/NoPadding", token.provider());
        back.init(Cipher.DECRYPT_MODE, key, tweak);
        assertThat(back.doFinal(encrypted)).isEqualTo(data);
        // The first block by its formula (SP 800-38E): the tweak is encrypted with the second half.
        byte[] mask = ecb(Arrays.copyOfRange(value, 32, 64), new byte[16]);
        byte[] first = ecb(Arrays.copyOf(value, 32), mask);
        for (int i = 0; i < 16; i++) {
            first[i] ^= mask[i];
        }
        assertThat(Arrays.copyOf(encrypted, 16)).isEqualTo(first);
        KeyGenerator generator = KeyGenerator.getInstance("AES-XTS", token.provider());
        generator.init(256);
        cipher.init(Cipher.ENCRYPT_MODE, generator.generateKey());
        assertThat(cipher.getIV()).hasSize(16);
    }

    private static byte[] ecb(byte[] key, byte[] block) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
        return cipher.doFinal(block);
    }

    @Test
    void gmac_isThatOfTheOtherEngine_andTakesAVectorOnce() throws Exception {
        SecretKey key = imported("AES", VALUE);
        IvParameterSpec iv = new IvParameterSpec(new byte[12]);
        Mac judge = Mac.getInstance("AES-GMAC", BC);
        judge.init(new SecretKeySpec(VALUE, "AES"), iv);
        Mac mac = Mac.getInstance("AES-GMAC", token.provider());
        mac.init(key, iv);
        assertThat(mac.doFinal(INFO)).isEqualTo(judge.doFinal(INFO));
        assertThatThrownBy(() -> mac.doFinal(INFO)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mac.init(key, iv)).hasMessageContaining("a new one is needed");
        mac.init(key, new IvParameterSpec(VALUE, 0, 12));
        assertThat(mac.doFinal(INFO)).hasSize(16);
        assertThatThrownBy(() -> mac.init(key)).hasStackTraceContaining("takes an IvParameterSpec");
    }
}
