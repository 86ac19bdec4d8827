package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One token, whatever it is called by: the names of the token in slot 1, in all pairs. */
class OneTokenTest {
    /** The provider's own, and what a file may say. */
    private static final List<String> NAMES =
            List.of("", "slot=1", "label=Test token 1", "pkcs11:token=Test%20token%201");

    static Stream<Arguments> pairs() {
        return NAMES.stream().flatMap(one -> NAMES.stream().map(other -> Arguments.of(one, other)));
    }

    private static KeyStore load(CratonHsmProvider provider, String name, char[] pin)
            throws Exception {
        if (!name.isEmpty()) {
            return TestToken.load(provider, name, pin);
        }
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, pin);
        return keyStore;
    }

    private static Certificate[] chain(KeyPair pair, CratonHsmProvider provider) throws Exception {
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "one", pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", provider);
        return new Certificate[] {certificate};
    }

    private static void sign(Key key) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", "CratonHSM-pairs");
        signature.initSign((PrivateKey) key);
        signature.update(new byte[] {1});
        assertThat(signature.sign()).isNotEmpty();
    }

    @ParameterizedTest(name = "''{0}'' and ''{1}''")
    @MethodSource("pairs")
    void whatOneNameMakes_theOtherUsesAndDeletes(String one, String other) throws Exception {
        try (TestToken token = TestToken.inMemory(2);
                CratonHsmProvider provider = new CratonHsmProvider(token.hsm(), 1, "pairs")) {
            java.security.Security.addProvider(provider);
            KeyStore first = load(provider, one, TestToken.PIN);
            KeyStore second = load(provider, other, null);
            KeyPair pair = KeyPairGenerator.getInstance("EC", provider).generateKeyPair();
            first.setKeyEntry("made", pair.getPrivate(), null, chain(pair, provider));
            // Used, and the same key.
            Key key = second.getKey("made", null);
            assertThat(key).isEqualTo(first.getKey("made", null));
            sign(key);
            // Given another alias and a new certificate.
            second.setKeyEntry("moved", key, null, chain(pair, provider));
            assertThat(first.containsAlias("made")).isFalse();
            sign(first.getKey("moved", null));
            wrap(provider, first, second);
            // One login, one logout.
            provider.logout();
            assertThat(first.getKey("moved", null)).isNull();
            assertThatThrownBy(() -> sign(key)).isInstanceOf(InvalidKeyException.class);
            second.load(null, null);
            second = load(provider, other, TestToken.PIN);
            sign(key);
            sign(first.getKey("moved", null));
            second.deleteEntry("moved");
            assertThat(first.containsAlias("moved")).isFalse();
            assertThatThrownBy(() -> sign(key)).isInstanceOf(InvalidKeyException.class);
        } finally {
            java.security.Security.removeProvider("CratonHSM-pairs");
        }
    }

    private static void wrap(CratonHsmProvider provider, KeyStore first, KeyStore second)
            throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(CratonKeySpec.builder().wrapping().token(false).build());
        first.setKeyEntry("wrapping", generator.generateKey(), null, null);
        generator.init(CratonKeySpec.builder().extractable(true).token(false).build());
        second.setKeyEntry("content", generator.generateKey(), null, null);
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", provider);
        cipher.init(Cipher.WRAP_MODE, second.getKey("wrapping", null));
        byte[] wrapped = cipher.wrap(first.getKey("content", null));
        cipher.init(Cipher.UNWRAP_MODE, first.getKey("wrapping", null));
        Key unwrapped = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        second.setKeyEntry("unwrapped", unwrapped, null, null);
        assertThat((SecretKey) first.getKey("unwrapped", null)).isNotNull();
    }

    @Test
    void keytool_onAReference_makesAndDeletes(@TempDir Path directory) throws Exception {
        DiskToken token = new DiskToken(directory);
        String text = "craton-token: label=Test token 0 alias=web\n";
        Path reference = Files.writeString(directory.resolve("token.ref"), text);
        keytool(token, reference, "-genkeypair -alias web -keyalg EC -dname CN=web");
        // It was written by keytool, and says the same.
        assertThat(Files.readString(reference)).isEqualTo(text);
        keytool(token, reference, "-delete -alias web");
        assertThat(keytool(token, reference, "-list")).contains("contains 0 entries");
    }

    private static String keytool(DiskToken token, Path reference, String command)
            throws Exception {
        String pin = new String(TestToken.PIN);
        String place =
                " -storetype CratonHSM -providername CratonHSM -addprovider CratonHSM -storepass "
                        + pin;
        boolean needsKey = !command.startsWith("-list") && !command.startsWith("-delete");
        String key = needsKey ? " -keypass " + pin : "";
        DiskToken.Result result =
                token.tool(
                        "keytool", (command + place + key + " -keystore " + reference).split(" "));
        assertThat(result.exit()).as(result.output()).isZero();
        return result.output();
    }

    @Test
    void aTokenThatIsNotThere_isNamedInTheRefusal() {
        try (TestToken token = TestToken.inMemory(2)) {
            assertThatThrownBy(() -> load(token.provider(), "label=Other", TestToken.PIN))
                    .hasMessageContaining("label=Other")
                    .hasMessageContaining("token list");
            assertThatThrownBy(() -> load(token.provider(), "slot=7", TestToken.PIN))
                    .hasMessageContaining("slot=7");
        }
    }
}
