package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several objects with one label: what is done to one entry leaves the aliases of the others. */
class EqualLabelsTest {
    private TestToken token;
    private KeyStore keyStore;
    private TestAuthority root;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        root = TestAuthority.root("root");
    }

    @AfterEach
    void close() {
        token.close();
    }

    private KeyPair generate(String label, byte... id) throws Exception {
        return generate(CratonKeySpec.builder().label(label).id(id).build());
    }

    private KeyPair generate(CratonKeySpec spec) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(spec);
        return generator.generateKeyPair();
    }

    private Set<String> aliases() throws Exception {
        return Set.copyOf(Collections.list(keyStore.aliases()));
    }

    private Certificate[] chainFor(KeyPair pair) throws Exception {
        return new Certificate[] {root.issue("leaf", pair.getPublic()), root.certificate()};
    }

    @Test
    void renewingOne_renamesNone() throws Exception {
        KeyPair first = generate("dup", (byte) 1);
        KeyPair second = generate("dup", (byte) 2);
        Set<String> before = Set.of("dup#01", "dup#02");
        for (int i = 0; i < 3; i++) {
            Certificate[] one = chainFor(first);
            Certificate[] two = chainFor(second);
            keyStore.setKeyEntry("dup#01", keyStore.getKey("dup#01", null), null, one);
            keyStore.setKeyEntry("dup#02", second.getPrivate(), null, two);
            assertThat(aliases()).isEqualTo(before);
            assertThat(keyStore.getCertificateChain("dup#01")).containsExactly(one);
            assertThat(keyStore.getCertificateChain("dup#02")).containsExactly(two);
        }
        KeyStore.Entry entry = keyStore.getEntry("dup#01", null);
        keyStore.setEntry("dup#01", entry, null);
        assertThat(aliases()).isEqualTo(before);
    }

    @Test
    void oneWithoutId_isRenewedUnderItsUniqueId_andNotReplaced() throws Exception {
        KeyPair first = generate("dup");
        generate("dup");
        Set<String> before = aliases();
        String alias = before.stream().filter(name -> isAt(name, first)).findFirst().orElseThrow();
        Certificate[] chain = chainFor(first);
        keyStore.setKeyEntry(alias, first.getPrivate(), null, chain);
        assertThat(aliases()).isEqualTo(before);
        assertThat(keyStore.getCertificateChain(alias)).containsExactly(chain);

        KeyPair software = TestAuthority.pair();
        Certificate[] other = chainFor(software);
        assertThatThrownBy(() -> keyStore.setKeyEntry(alias, software.getPrivate(), null, other))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining(
                        "the label \"dup\"; their aliases are "
                                + String.join(", ", new TreeSet<>(before)));
        assertThat(aliases()).isEqualTo(before);
    }

    private boolean isAt(String alias, KeyPair pair) {
        try {
            return pair.getPrivate().equals(keyStore.getKey(alias, null));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aNewKey_takesThePlaceOfOne() throws Exception {
        generate("dup", (byte) 1);
        KeyPair second = generate("dup", (byte) 2);
        KeyPair software = TestAuthority.pair();
        Certificate[] chain = chainFor(software);
        keyStore.setKeyEntry("dup#01", software.getPrivate(), null, chain);
        assertThat(aliases()).containsExactlyInAnyOrder("dup#01", "dup#02");
        assertThat(keyStore.getCertificateChain("dup#01")).containsExactly(chain);
        assertThat(keyStore.getKey("dup#02", null)).isEqualTo(second.getPrivate());

        KeyPair session = generate(CratonKeySpec.builder().token(false).build());
        keyStore.setKeyEntry("dup#01", session.getPrivate(), null, chainFor(session));
        assertThat(aliases()).containsExactlyInAnyOrder("dup#01", "dup#02");
        assertThat(keyStore.getKey("dup#01", null)).isEqualTo(session.getPrivate());

        KeyPair other = generate("other", (byte) 7);
        keyStore.setKeyEntry("dup#01", other.getPrivate(), null, chainFor(other));
        assertThat(aliases()).containsExactlyInAnyOrder("dup#01", "dup#02");
        assertThat(keyStore.getKey("dup#01", null)).isEqualTo(other.getPrivate());
    }

    @Test
    void whatWouldRenameAnother_isRefused_andNothingChanges() throws Exception {
        KeyPair first = generate("dup", (byte) 1);
        KeyPair second = generate("dup", (byte) 2);
        SecretKey secret = new SecretKeySpec(new byte[16], "AES");
        assertThatThrownBy(() -> keyStore.setKeyEntry("dup#01", secret, null, null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("dup#01, dup#02");
        assertThat(aliases()).containsExactlyInAnyOrder("dup#01", "dup#02");
        assertThat(keyStore.getKey("dup#01", null)).isEqualTo(first.getPrivate());
        assertThat(keyStore.getKey("dup#02", null)).isEqualTo(second.getPrivate());
    }

    @Test
    void certificates_areRenewedWhereTheyAre() throws Exception {
        X509Certificate certificate = root.certificate();
        keyStore.setCertificateEntry("x", certificate);
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().label("x").id((byte) 5).build());
        Key secret = generator.generateKey();
        String alias = keyStore.getCertificateAlias(certificate);
        assertThat(alias).startsWith("x#");
        keyStore.setCertificateEntry(alias, TestAuthority.root("root").certificate());
        assertThat(aliases()).contains("x", alias);
        assertThat(keyStore.getKey("x", null)).isEqualTo(secret);
    }

    @Test
    void certificatesWithIds_keepThem() throws Exception {
        for (int i = 1; i <= 2; i++) {
            KeyStore.Entry entry =
                    new KeyStore.TrustedCertificateEntry(
                            TestAuthority.root("ca" + i).certificate(),
                            Set.of(CratonEntryAttribute.of(AttributeType.CKA_ID, "0" + i)));
            keyStore.setEntry("ca" + i, entry, null);
        }
        labelled("ca1", "ca");
        labelled("ca2", "ca");
        assertThat(aliases()).containsExactlyInAnyOrder("ca#01", "ca#02");
        X509Certificate renewed = TestAuthority.root("ca1").certificate();
        keyStore.setCertificateEntry("ca#01", renewed);
        assertThat(aliases()).containsExactlyInAnyOrder("ca#01", "ca#02");
        assertThat(keyStore.getCertificate("ca#01")).isEqualTo(renewed);
    }

    private void labelled(String from, String to) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            ObjectHandle found = session.findObjects(Template.builder().label(from).build()).get(0);
            session.setAttributes(found, Template.builder().label(to).build());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Blowfish", "TlsPremasterSecret"})
    void aSessionKeyWhoseNameWouldBeLost_staysWhatItIs(String name) throws Exception {
        SecretKey key = session(name);
        assertThat(key.getAlgorithm()).isEqualTo(name);
        assertThatThrownBy(() -> keyStore.setKeyEntry("x", key, null, null))
                .isInstanceOf(KeyStoreException.class)
                .hasMessageContaining("no keys named " + name);
        assertThat(aliases()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES", "TripleDES", "HmacSHA256", "Generic"})
    void aSessionKeyWithAnotherName_keepsItOrThatOfItsAlgorithm(String name) throws Exception {
        keyStore.setKeyEntry("x", session(name), null, null);
        assertThat(keyStore.getKey("x", null).getAlgorithm())
                .isEqualTo(name.equals("TripleDES") ? "DESede" : name);
    }

    private SecretKey session(String name) throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance("AES", token.provider());
        byte[] value = {
            1, 2, 4, 7, 8, 11, 13, 14, 16, 19, 21, 22, 25, 26, 28, 31, 32, 35, 37, 38, 41, 42, 44,
            47
        };
        return factory.translateKey(new SecretKeySpec(value, name));
    }
}
