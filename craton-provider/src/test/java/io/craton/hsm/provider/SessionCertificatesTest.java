package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.TestAuthority.Shape;
import io.craton.hsm.provider.keystore.SessionCertificates;
import io.craton.hsm.provider.keystore.SessionCertificates.Stored;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the certificates of a file. */
class SessionCertificatesTest {
    private TestToken token;
    private KeyStore keyStore;
    private Session session;
    private SessionCertificates certificates;
    private TestAuthority root;
    private TestAuthority middle;
    private KeyPair pair;
    private X509Certificate leaf;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE);
        certificates = new SessionCertificates(session);
        root = TestAuthority.root("root");
        middle = root.under("middle");
        pair = TestAuthority.pair();
        leaf = middle.issue("tls", pair.getPublic());
    }

    @AfterEach
    void close() {
        session.close();
        token.close();
    }

    private Stored store(X509Certificate... chain) throws KeyStoreException {
        return certificates.store(List.of(chain), null, null);
    }

    private Stored named(String label, X509Certificate... chain) throws KeyStoreException {
        return certificates.store(List.of(chain), label, null);
    }

    private void key(String alias, X509Certificate... chain) throws Exception {
        keyStore.setKeyEntry(alias, pair.getPrivate(), null, chain);
    }

    /** With a certificate that the key has signed itself. */
    private X509Certificate key(String alias, KeyPair keys) throws Exception {
        X509Certificate own = TestAuthority.root(alias, keys).certificate();
        keyStore.setKeyEntry(alias, keys.getPrivate(), null, new X509Certificate[] {own});
        return own;
    }

    private int count() {
        return session.findObjects(
                        Template.builder().objectClass(ObjectClass.CKO_CERTIFICATE).build())
                .size();
    }

    @Nested
    class ARenewedCertificateAlone {
        @BeforeEach
        void chainOfThree() throws Exception {
            key("tls", leaf, middle.certificate(), root.certificate());
        }

        @Test
        void keepsTheAuthoritiesThatSignedIt() throws Exception {
            X509Certificate renewed = middle.issue("tls", pair.getPublic());
            Stored stored = store(renewed);
            assertThat(keyStore.getCertificateChain("tls"))
                    .containsExactly(renewed, middle.certificate(), root.certificate());
            assertThat(stored.chain()).hasSize(3);
            assertThat(count()).isEqualTo(3);
        }

        @Test
        void keepsThemToo_ifTheOldOneIsKept() throws Exception {
            X509Certificate renewed = middle.issue("tls", pair.getPublic());
            certificates.store(List.of(renewed), null, LocalDate.of(2026, 11, 30));
            assertThat(keyStore.getCertificateChain("tls")).hasSize(3).startsWith(renewed);
            assertThat(keyStore.getCertificate("tls@2026-11-30")).isEqualTo(leaf);
        }

        @Test
        void ofTheRoot_keepsTheRootAlone() throws Exception {
            X509Certificate renewed = root.issue("tls", pair.getPublic());
            store(renewed);
            assertThat(keyStore.getCertificateChain("tls"))
                    .containsExactly(renewed, root.certificate());
            assertThat(count()).isEqualTo(2);
        }

        @Test
        void ofAnotherAuthorityOfTheName_keepsNone_andSaysHowManyThereWere() throws Exception {
            X509Certificate renewed = root.under("middle").issue("tls", pair.getPublic());
            Stored stored = store(renewed);
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(renewed);
            assertThat(stored.chain()).containsExactly(renewed);
            assertThat(stored.before()).isEqualTo(3);
            assertThat(count()).isEqualTo(1);
        }

        @Test
        void thatSignedItself_isAChainOfOne() throws Exception {
            X509Certificate own = TestAuthority.root("tls", pair).certificate();
            store(own);
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(own);
            store(TestAuthority.root("tls", pair).certificate());
            assertThat(keyStore.getCertificateChain("tls")).hasSize(1);
        }

        @Test
        void aFileWithSeveral_isTheWholeChain() throws Exception {
            X509Certificate renewed = middle.issue("tls", pair.getPublic());
            Stored stored = store(renewed, middle.certificate());
            assertThat(keyStore.getCertificateChain("tls"))
                    .containsExactly(renewed, middle.certificate());
            assertThat(stored.before()).isEqualTo(3);
        }
    }

    @Nested
    class Order {
        @ParameterizedTest
        @ValueSource(strings = {"root middle leaf", "middle leaf root", "root leaf middle"})
        void aFileInAnyOrder_isAChainFromTheCertificateOfTheKey(String order) throws Exception {
            key("tls", pair);
            X509Certificate[] file =
                    Arrays.stream(order.split(" "))
                            .map(this::certificate)
                            .toArray(X509Certificate[]::new);
            assertThat(store(file).privateKey()).isEqualTo("tls");
            assertThat(keyStore.getCertificateChain("tls"))
                    .containsExactly(leaf, middle.certificate(), root.certificate());
        }

        private X509Certificate certificate(String name) {
            return switch (name) {
                case "root" -> root.certificate();
                case "middle" -> middle.certificate();
                default -> leaf;
            };
        }

        @Test
        void withTheKeysOfAuthoritiesInTheToken_theLastOneIsRenewed() throws Exception {
            key("tls", pair);
            X509Certificate own = key("root", root.keys());
            store(root.certificate(), middle.certificate(), leaf);
            assertThat(keyStore.getCertificateChain("tls")).hasSize(3).startsWith(leaf);
            assertThat(keyStore.getCertificateChain("root")).containsExactly(own);
        }

        @Test
        void withoutAKey_theLastOneIsTheFirst() throws Exception {
            Stored stored = named("x", root.certificate(), leaf);
            assertThat(stored.chain()).containsExactly(root.certificate(), leaf);
            named("y", root.certificate(), middle.certificate(), leaf);
            assertThat(keyStore.getCertificate("y")).isEqualTo(leaf);
        }

        @Test
        void theKeysFirst_isLeftAsItIs() throws Exception {
            key("tls", pair);
            TestAuthority cross =
                    TestAuthority.root("other").under("middle", middle.keys(), Shape.AUTHORITY);
            X509Certificate[] file = {
                leaf, cross.certificate(), middle.certificate(), root.certificate()
            };
            store(file);
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(file);
        }

        @Test
        void whatIsNoPartOfTheChain_isRefused_andNothingChanges() throws Exception {
            key("tls", leaf);
            X509Certificate stranger = TestAuthority.root("stranger").certificate();
            assertThatThrownBy(
                            () ->
                                    store(
                                            stranger,
                                            middle.issue("tls", pair.getPublic()),
                                            middle.certificate()))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("CN=stranger")
                    .hasMessageContaining("no part of the chain of CN=tls");
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(leaf);
        }

        @Test
        void severalKeysOfTheToken_areRefused() throws Exception {
            key("tls", pair);
            KeyPair other = TestAuthority.pair();
            key("web", other);
            assertThatThrownBy(
                            () ->
                                    store(
                                            root.certificate(),
                                            leaf,
                                            root.issue("web", other.getPublic())))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("CN=tls, CN=web");
        }
    }

    @Nested
    class Labels {
        @Test
        void aliasOfAnotherEntry_isRefused() throws Exception {
            X509Certificate own = key("tls", pair);
            key("web", TestAuthority.pair());
            keyStore.setKeyEntry("secret", new SecretKeySpec(new byte[16], "AES"), null, null);
            keyStore.setCertificateEntry("ca", root.certificate());
            for (String taken : List.of("web", "secret", "ca")) {
                assertThatThrownBy(() -> named(taken, leaf))
                        .isInstanceOf(KeyStoreException.class)
                        .hasMessageContaining("'" + taken + "'");
                X509Certificate keyless = middle.issue("none", TestAuthority.pair().getPublic());
                assertThatThrownBy(() -> named(taken, keyless))
                        .isInstanceOf(KeyStoreException.class)
                        .hasMessageContaining("'" + taken + "'");
            }
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(own);
            assertThat(count()).isEqualTo(3);
        }

        @Test
        void theCertificateThatHasTheLabel_isReplaced() throws Exception {
            key("tls", pair);
            named("front", leaf);
            X509Certificate renewed = middle.issue("tls", pair.getPublic());
            assertThat(named("front", renewed).label()).isEqualTo("front");
            assertThat(keyStore.getCertificateChain("tls")).containsExactly(renewed);
            assertThat(count()).isEqualTo(1);
        }

        @Test
        void theLabelOfAnotherKeysCertificate_isRefused() throws Exception {
            key("tls", pair);
            named("front", leaf);
            KeyPair other = TestAuthority.pair();
            key("web", other);
            X509Certificate second = middle.issue("web", other.getPublic());
            assertThatThrownBy(() -> named("front", second))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("'front'");
        }

        @Test
        void aliasOfTheKeyItself_meansItsLabel() throws Exception {
            for (int i = 1; i <= 2; i++) {
                generate("dup", i);
            }
            List<String> aliases = List.of("dup#01", "dup#02");
            for (String alias : aliases) {
                X509Certificate first = middle.issue(alias, publicKey(alias));
                store(first);
                X509Certificate renewed = middle.issue(alias, publicKey(alias));
                named(alias, renewed);
                assertThat(keyStore.getCertificate(alias)).isEqualTo(renewed);
            }
            assertThat(Collections.list(keyStore.aliases()))
                    .containsExactlyInAnyOrderElementsOf(aliases);
        }

        private void generate(String label, int id) throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(CratonKeySpec.builder().label(label).id((byte) id).build());
            generator.generateKeyPair();
        }

        private PublicKey publicKey(String alias) throws Exception {
            byte[] info =
                    session.getAttribute(
                            session.findObjects(
                                            Template.builder()
                                                    .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                                    .id((byte) (alias.endsWith("1") ? 1 : 2))
                                                    .build())
                                    .get(0),
                            AttributeType.CKA_PUBLIC_KEY_INFO);
            return KeyFactory.getInstance("EC", "SunEC")
                    .generatePublic(new X509EncodedKeySpec(info));
        }
    }
}
