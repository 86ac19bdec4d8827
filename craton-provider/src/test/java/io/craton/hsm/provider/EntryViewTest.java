package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.TokenInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.KeyGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key stores that show some entries of a token, and URIs of which every attribute counts. */
class EntryViewTest {
    private final TestToken token = TestToken.inMemory();
    private KeyStore all;
    private TestAuthority root;
    private Certificate[] web;

    @BeforeEach
    void fill() throws Exception {
        all = token.keyStore();
        root = TestAuthority.root("root");
        web = put("web");
        put("other");
        put("my key");
        all.setCertificateEntry("ca", root.certificate());
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        all.setKeyEntry("secret", generator.generateKey(), null, null);
    }

    @AfterEach
    void close() {
        token.close();
    }

    private Certificate[] put(String alias) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        Certificate[] chain = {root.issue(alias, pair.getPublic()), root.certificate()};
        all.setKeyEntry(alias, pair.getPrivate(), null, chain);
        return chain;
    }

    private KeyStore view(String reference) throws Exception {
        return TestToken.load(token.provider(), reference, null);
    }

    private static List<String> aliases(KeyStore keyStore) throws Exception {
        List<String> aliases = new ArrayList<>(Collections.list(keyStore.aliases()));
        assertThat(keyStore.size()).isEqualTo(aliases.size());
        Collections.sort(aliases);
        return aliases;
    }

    @ParameterizedTest
    @CsvSource({
        "slot=0, ca my key other secret web",
        "slot=0 alias=web, web",
        "slot=0 alias=web alias=ca, ca web",
        "label=Test token 0 alias=my%20key, my key",
        "slot=0 alias=nothing, ''",
        "pkcs11:object=web, web",
        "pkcs11:type=secret-key, secret",
        "pkcs11:type=private;token=Test%20token%200, my key other web",
        "pkcs11:type=private alias=web alias=secret, web",
        "pkcs11:type=public, ''"
    })
    void aliasesAndSize_areThoseOfTheView(String reference, String expected) throws Exception {
        assertThat(String.join(" ", aliases(view(reference)))).isEqualTo(expected);
    }

    @Test
    void anEntryOfTheView_isWhole_andOthersAreNotThere() throws Exception {
        KeyStore view = view("slot=0 alias=web");
        assertThat(view.getKey("web", null)).isEqualTo(all.getKey("web", null));
        // The authority is in the chain, though it is no entry here.
        assertThat(view.getCertificateChain("web")).containsExactly(web);
        assertThat(view.getCertificateAlias(web[0])).isEqualTo("web");
        assertThat(view.getCertificateAlias(root.certificate())).isNull();
        assertThat(view.isKeyEntry("web")).isTrue();
        assertThat(view.entryInstanceOf("web", KeyStore.PrivateKeyEntry.class)).isTrue();
        assertThat(view.getEntry("web", null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
        assertThat(view.getKey("pkcs11:type=private", null)).isEqualTo(view.getKey("web", null));
        for (String other : List.of("other", "ca", "secret", "pkcs11:object=other")) {
            assertThat(view.containsAlias(other)).isFalse();
            assertThat(view.getKey(other, null)).isNull();
            assertThat(view.getCertificate(other)).isNull();
            assertThat(view.getCertificateChain(other)).isNull();
            assertThat(view.getEntry(other, null)).isNull();
            assertThat(view.getCreationDate(other)).isNull();
            assertThat(view.isKeyEntry(other)).isFalse();
            assertThat(view.isCertificateEntry(other)).isFalse();
        }
    }

    @Test
    void writingOutsideOfTheView_isRefused_andChangesNothing() throws Exception {
        KeyStore view = view("slot=0 alias=web alias=new");
        PrivateKey key = (PrivateKey) view.getKey("web", null);
        PrivateKey foreign = (PrivateKey) all.getKey("other", null);
        Certificate[] chain = all.getCertificateChain("other");
        for (Refused refused :
                List.<Refused>of(
                        () -> view.deleteEntry("other"),
                        () -> view.deleteEntry("ca"),
                        () -> view.setCertificateEntry("ca", web[0]),
                        () -> view.setCertificateEntry("brand-new", web[0]),
                        () -> view.setKeyEntry("other", key, null, web),
                        () -> view.setKeyEntry("brand-new", key, null, web),
                        // An entry that is not shown is not taken away.
                        () -> view.setKeyEntry("new", foreign, null, chain))) {
            assertThatThrownBy(refused::write)
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("alias=web alias=new");
        }
        assertThat(aliases(all)).containsExactly("ca", "my key", "other", "secret", "web");
        view.deleteEntry("nothing");
    }

    private interface Refused {
        void write() throws Exception;
    }

    @Test
    void writingInTheView_works() throws Exception {
        KeyStore view = view("slot=0 alias=web alias=new");
        KeyPair pair = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        Certificate[] chain = {root.issue("new", pair.getPublic()), root.certificate()};
        view.setKeyEntry("new", pair.getPrivate(), null, chain);
        assertThat(aliases(view)).containsExactly("new", "web");
        view.deleteEntry("web");
        assertThat(aliases(all)).containsExactly("ca", "my key", "new", "other", "secret");
        KeyStore byLabel = view("pkcs11:object=another");
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        byLabel.setKeyEntry("another", generator.generateKey(), null, null);
        assertThat(aliases(byLabel)).containsExactly("another");
    }

    @Test
    void aSecretThatIsHiddenCannotBeMoved() throws Exception {
        KeyStore view = view("pkcs11:object=another");
        assertThat(aliases(view)).isEmpty();
        assertThatThrownBy(
                        () -> view.setKeyEntry("another", all.getKey("secret", null), null, null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "slot=0 alias=web alias=my%20key",
                "label=Test token 0 alias=web",
                "pkcs11:token=Test%20token%200;object=web;type=private"
            })
    void store_writesTheSameView(String reference) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        view(reference).store(out, TestToken.PIN);
        String written = out.toString(StandardCharsets.UTF_8);
        assertThat(written).isEqualTo("craton-token: " + reference + "\n");
    }

    // Every attribute counts

    @Test
    void everyAttributeOfAUri_restricts() throws Exception {
        TokenInfo info = token.hsm().slot(0).tokenInfo();
        List<String> right =
                List.of(
                        "token=" + encode(info.label()),
                        "serial=" + encode(info.serialNumber().strip()),
                        "manufacturer=" + encode(info.manufacturer().strip()),
                        "model=" + encode(info.model().strip()),
                        "slot-id=0",
                        "slot-description=" + encode(slot().description().strip()),
                        "slot-manufacturer=" + encode(slot().manufacturer().strip()),
                        "library-manufacturer=" + encode(token.hsm().info().manufacturer()),
                        "library-description=" + encode(token.hsm().info().description()),
                        "library-version=" + encode(token.hsm().info().version()));
        for (String attribute : right) {
            assertThat(view("pkcs11:" + attribute).size()).as(attribute).isEqualTo(5);
            String name = attribute.substring(0, attribute.indexOf('='));
            assertThatThrownBy(() -> view("pkcs11:" + name + "=77"))
                    .as(attribute)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no token matches");
        }
        assertThat(view("pkcs11:" + String.join(";", right)).size()).isEqualTo(5);
    }

    private io.craton.hsm.SlotInfo slot() {
        return token.hsm().slot(0).info();
    }

    private static String encode(String text) {
        return text.replace("%", "%25").replace(" ", "%20").replace(";", "%3B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:colour=red",
                "pkcs11:x-vendor=1",
                "pkcs11:object=web?module-path=/usr/lib/x.so",
                "pkcs11:object=web?module-name=x",
                "pkcs11:token=%FF"
            })
    void aUriThatCannotBeMeant_isRefused_asReferenceAndAsAlias(String uri) throws Exception {
        assertThatThrownBy(() -> view(uri))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("token reference");
        assertThatThrownBy(() -> all.getKey(uri, null))
                .isInstanceOf(UnrecoverableKeyException.class);
        assertThat(all.containsAlias(uri)).isFalse();
        assertThatThrownBy(() -> new CratonHsmProvider().configure(uri))
                .isInstanceOf(java.security.InvalidParameterException.class);
    }

    @Test
    void aPinInAReference_isRefused_andNotQuoted() {
        for (String uri :
                List.of("pkcs11:token=a?pin-value=1234-secret", "pkcs11:?pin-source=file:/x")) {
            assertThatThrownBy(() -> view(uri))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("PIN")
                    .hasMessageNotContaining("1234-secret");
        }
    }

    @Test
    void tokensThatCannotBeToldApart_areNotChosenBetween() throws Exception {
        try (TestToken two = TestToken.inMemory(2)) {
            String manufacturer = encode(two.hsm().slot(0).tokenInfo().manufacturer().strip());
            String reference = "pkcs11:manufacturer=" + manufacturer;
            assertThatThrownBy(() -> TestToken.load(two.provider(), reference, TestToken.PIN))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("slots 0, 1");
        }
    }
}
