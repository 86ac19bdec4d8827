package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.TestAuthority.Shape;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.UnrecoverableEntryException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An entry is one thing: what was set comes back, to the byte, until somebody sets something else;
 * a replacement is all or nothing.
 */
class EntryTest {
    private TestToken token;
    private KeyStore keyStore;
    private TestAuthority root;
    private TestAuthority middle;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        root = TestAuthority.root("root");
        middle = root.under("middle");
    }

    @AfterEach
    void close() {
        token.close();
    }

    private static Certificate[] chain(X509Certificate leaf, TestAuthority... authorities) {
        List<Certificate> chain = new ArrayList<>(List.of(leaf));
        for (TestAuthority authority : authorities) {
            chain.add(authority.certificate());
        }
        return chain.toArray(Certificate[]::new);
    }

    private Certificate[] chainFor(KeyPair pair) throws Exception {
        return chain(middle.issue("leaf", pair.getPublic()), middle, root);
    }

    private List<ObjectHandle> objects(Session session, ObjectClass objectClass) {
        return session.findObjects(Template.builder().objectClass(objectClass).token(true).build());
    }

    private int count(ObjectClass objectClass) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return objects(session, objectClass).size();
        }
    }

    private static boolean signs(Key key, Certificate certificate, TestToken token)
            throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign((PrivateKey) key);
        signature.update(new byte[10]);
        byte[] value = signature.sign();
        Signature verification = Signature.getInstance("SHA256withECDSA", "SunEC");
        verification.initVerify(certificate);
        verification.update(new byte[10]);
        return verification.verify(value);
    }

    @Nested
    class Chains {
        @Test
        void renewals_keepTheChain_andLeaveNothingOver() throws Exception {
            KeyPair pair = TestAuthority.pair();
            keyStore.setKeyEntry("tls", pair.getPrivate(), null, chainFor(pair));
            for (int i = 0; i < 30; i++) {
                Certificate[] renewed = chainFor(pair);
                // keytool gives the key of the token back; others import it again.
                Key key = i % 2 == 0 ? keyStore.getKey("tls", null) : pair.getPrivate();
                keyStore.setKeyEntry("tls", key, null, renewed);
                assertThat(keyStore.getCertificateChain("tls")).containsExactly(renewed);
            }
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
            assertThat(count(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
            keyStore.deleteEntry("tls");
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
            assertThat(count(ObjectClass.CKO_PRIVATE_KEY)).isZero();
        }

        @Test
        void attributeThatIsAnotherCertificate_isRefused() throws Exception {
            byte[] other = middle.certificate().getEncoded();
            KeyStore.Entry entry =
                    new KeyStore.TrustedCertificateEntry(
                            root.certificate(),
                            Set.of(
                                    CratonEntryAttribute.of(
                                            AttributeType.CKA_VALUE,
                                            HexFormat.of().formatHex(other))));
            assertThatThrownBy(() -> keyStore.setEntry("root", entry, null))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("CKA_VALUE");
            assertThat(keyStore.containsAlias("root")).isFalse();
        }

        @Test
        void authoritiesOfOneName_areNotMistakenForEachOther() throws Exception {
            TestAuthority otherRoot = TestAuthority.root("root");
            TestAuthority crossSigned = otherRoot.under("middle", middle.keys(), Shape.AUTHORITY);
            TestAuthority expired =
                    root.under("middle", middle.keys(), Shape.AUTHORITY.valid(-900, -3));
            List<List<TestAuthority>> paths =
                    List.of(
                            List.of(middle, root),
                            List.of(crossSigned, otherRoot),
                            List.of(expired, root),
                            List.of(expired, otherRoot, root),
                            List.of(middle, middle),
                            List.of(root, middle),
                            List.of());
            List<Certificate[]> chains = new ArrayList<>();
            for (int i = 0; i < paths.size(); i++) {
                KeyPair pair = TestAuthority.pair();
                Certificate[] chain =
                        chain(
                                middle.issue("leaf", pair.getPublic()),
                                paths.get(i).toArray(TestAuthority[]::new));
                chains.add(chain);
                keyStore.setKeyEntry("key" + i, pair.getPrivate(), null, chain);
            }
            for (int i = 0; i < paths.size(); i++) {
                assertThat(keyStore.getCertificateChain("key" + i)).containsExactly(chains.get(i));
            }
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(paths.size() + 5);
            for (int i = 0; i < paths.size(); i++) {
                keyStore.deleteEntry("key" + i);
                for (int j = i + 1; j < paths.size(); j++) {
                    assertThat(keyStore.getCertificateChain("key" + j))
                            .containsExactly(chains.get(j));
                }
            }
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        @Test
        void theSameLeafUnderAnotherAuthority_isAnotherChain() throws Exception {
            KeyPair pair = TestAuthority.pair();
            X509Certificate leaf = middle.issue("leaf", pair.getPublic());
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chain(leaf, middle, root));
            TestAuthority renewed = root.under("middle", middle.keys(), Shape.AUTHORITY);
            Certificate[] other = chain(leaf, renewed, root);
            keyStore.setKeyEntry("x", keyStore.getKey("x", null), null, other);
            assertThat(keyStore.getCertificateChain("x")).containsExactly(other);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
        }

        @Test
        void trustedCertificates_comeAndGoBesideChains() throws Exception {
            KeyPair pair = TestAuthority.pair();
            Certificate[] chain = chainFor(pair);
            keyStore.setCertificateEntry("ca", root.certificate());
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chain);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
            keyStore.deleteEntry("ca");
            assertThat(keyStore.containsAlias("ca")).isFalse();
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
            keyStore.setCertificateEntry("ca", middle.certificate());
            keyStore.setCertificateEntry("ca", root.certificate());
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
            keyStore.deleteEntry("x");
            assertThat(keyStore.getCertificate("ca")).isEqualTo(root.certificate());
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(1);
        }

        @Test
        void aCertificateThatIsSetAlone_isNotTakenForThatOfAKey() throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(new CratonKeySpec("bare", null));
            KeyPair pair = generator.generateKeyPair();
            X509Certificate certificate = middle.issue("leaf", pair.getPublic());
            keyStore.setCertificateEntry("other", certificate);
            assertThat(keyStore.isCertificateEntry("other")).isTrue();
            assertThat(keyStore.getCertificateChain("bare")).isNull();
            keyStore.setKeyEntry("bare", pair.getPrivate(), null, chain(certificate, middle));
            assertThat(keyStore.isCertificateEntry("other")).isTrue();
            keyStore.deleteEntry("bare");
            assertThat(keyStore.getCertificate("other")).isEqualTo(certificate);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(1);
        }

        @Test
        void anAuthorityThatIsAKeyItself_staysInTheChainsOfOthers() throws Exception {
            KeyPair pair = TestAuthority.pair();
            Certificate[] chain = chainFor(pair);
            keyStore.setKeyEntry(
                    "ca", middle.keys().getPrivate(), null, chain(middle.certificate(), root));
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chain);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
            TestAuthority renewed = root.under("middle", middle.keys(), Shape.AUTHORITY);
            keyStore.setKeyEntry(
                    "ca", keyStore.getKey("ca", null), null, chain(renewed.certificate(), root));
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
            keyStore.deleteEntry("ca");
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
            keyStore.deleteEntry("x");
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        @Test
        void chains_areThereAfterReopening(@TempDir Path directory) throws Exception {
            KeyPair pair = TestAuthority.pair();
            Certificate[] chain = chain(middle.issue("leaf", pair.getPublic()), root, middle);
            try (TestToken disk = TestToken.stored(directory)) {
                disk.keyStore().setKeyEntry("x", pair.getPrivate(), null, chain);
            }
            try (TestToken disk = TestToken.stored(directory)) {
                KeyStore again = disk.keyStore();
                assertThat(again.getCertificateChain("x")).containsExactly(chain);
                assertThat(signs(again.getKey("x", null), chain[0], disk)).isTrue();
            }
        }
    }

    /** A copy of a key reads the certificate of the other, and does nothing to it. */
    @Nested
    class Copies {
        private KeyPair pair;
        private Certificate[] first;

        @BeforeEach
        void copy() throws Exception {
            pair = TestAuthority.pair();
            first = chainFor(pair);
            keyStore.setKeyEntry("a", pair.getPrivate(), null, first);
            copy("a", "b");
        }

        private void copy(String from, String to) {
            try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
                Template key =
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .label(from)
                                .build();
                session.copyObject(
                        session.findObjects(key).get(0), Template.builder().label(to).build());
            }
        }

        @Test
        void deletedOrReplaced_leavesTheOthersChain() throws Exception {
            assertThat(keyStore.getCertificateChain("b")).containsExactly(first);
            keyStore.deleteEntry("b");
            assertThat(keyStore.getCertificateChain("a")).containsExactly(first);
            copy("a", "b");
            KeyPair other = TestAuthority.pair();
            keyStore.setKeyEntry("b", other.getPrivate(), null, chainFor(other));
            assertThat(keyStore.getCertificateChain("a")).containsExactly(first);
        }

        @Test
        void renewed_hasAChainOfItsOwn() throws Exception {
            Certificate[] second = chainFor(pair);
            keyStore.setKeyEntry("b", keyStore.getKey("b", null), null, second);
            assertThat(keyStore.getCertificateChain("a")).containsExactly(first);
            assertThat(keyStore.getCertificateChain("b")).containsExactly(second);
            keyStore.deleteEntry("b");
            assertThat(keyStore.getCertificateChain("a")).containsExactly(first);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
        }

        @Test
        void movedInThePlaceOfTheOther_keepsTheChain() throws Exception {
            keyStore.setKeyEntry("a", keyStore.getKey("b", null), null, first);
            assertThat(keyStore.getCertificateChain("a")).containsExactly(first);
            assertThat(count(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
            keyStore.deleteEntry("a");
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        @Test
        void deletedLast_takesTheChainAlong() throws Exception {
            keyStore.deleteEntry("a");
            assertThat(keyStore.getCertificateChain("b")).containsExactly(first);
            keyStore.deleteEntry("b");
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }
    }

    /** What was worked out for a key that another caller has destroyed since is not stored. */
    @Nested
    class TwoCallers {
        @Test
        void renewalOfAKeyThatIsReplaced_failsOrIsReplaced() throws Exception {
            for (int i = 0; i < 60; i++) {
                KeyPair pair = TestAuthority.pair();
                keyStore.setKeyEntry("tls", pair.getPrivate(), null, chainFor(pair));
                Key own = keyStore.getKey("tls", null);
                Certificate[] renewed = chainFor(pair);
                KeyPair other = TestAuthority.pair();
                Certificate[] others = chainFor(other);
                Thread replacing = new Thread(() -> set("tls", other.getPrivate(), others));
                replacing.start();
                set("tls", own, renewed);
                replacing.join();
                assertThat(keyStore.isKeyEntry("tls")).isTrue();
                assertThat(keyStore.getCertificateChain("tls")).containsExactly(others);
            }
        }

        @Test
        void renewalOfAKeyThatIsDeleted_leavesNoCertificate() throws Exception {
            for (int i = 0; i < 60; i++) {
                KeyPair pair = TestAuthority.pair();
                keyStore.setKeyEntry("tls", pair.getPrivate(), null, chainFor(pair));
                Key own = keyStore.getKey("tls", null);
                Certificate[] renewed = chainFor(pair);
                Thread renewing = new Thread(() -> set("tls", own, renewed));
                renewing.start();
                keyStore.deleteEntry("tls");
                renewing.join();
                assertThat(keyStore.containsAlias("tls")).isFalse();
                assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
            }
        }

        private void set(String alias, Key key, Certificate[] chain) {
            try {
                keyStore.setKeyEntry(alias, key, null, chain);
            } catch (KeyStoreException e) {
                assertThat(e).hasMessageContaining("CKR_KEY_HANDLE_INVALID");
            }
        }
    }

    @Nested
    class Replacing {
        @Test
        void whatCannotBeKept_isRefusedBeforeAnythingChanges() throws Exception {
            KeyPair old = TestAuthority.pair();
            Certificate[] chain = chainFor(old);
            keyStore.setKeyEntry("x", old.getPrivate(), null, chain);
            Key key = keyStore.getKey("x", null);
            X509Certificate huge =
                    TestCertificates.large("huge", root.keys().getPublic(), root.keys(), 70_000);
            KeyPair pair = TestAuthority.pair();
            X509Certificate leaf = middle.issue("leaf", pair.getPublic());
            for (Certificate[] bad :
                    List.of(
                            new Certificate[] {leaf, huge},
                            new Certificate[] {leaf, new NotX509()},
                            new Certificate[] {root.certificate(), leaf})) {
                assertThatThrownBy(() -> keyStore.setKeyEntry("x", pair.getPrivate(), null, bad))
                        .isInstanceOf(KeyStoreException.class);
                assertThat(keyStore.getKey("x", null)).isEqualTo(key);
                assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
                assertThat(signs(key, chain[0], token)).isTrue();
            }
            keyStore.setCertificateEntry("ca", root.certificate());
            assertThatThrownBy(() -> keyStore.setCertificateEntry("ca", huge))
                    .isInstanceOf(KeyStoreException.class);
            assertThat(keyStore.getCertificate("ca")).isEqualTo(root.certificate());
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(3);
            assertThat(count(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
        }

        @Test
        void aKeyThatIsNotTheCertificates_isSaidSo() {
            assertThatThrownBy(
                            () ->
                                    keyStore.setKeyEntry(
                                            "x",
                                            TestAuthority.pair().getPrivate(),
                                            null,
                                            chainFor(TestAuthority.pair())))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("not for this private key");
        }

        @Test
        void anIndestructibleKey_isNotReplaced() throws Exception {
            KeyPair old = TestAuthority.pair();
            Certificate[] chain = chainFor(old);
            keyStore.setEntry(
                    "x",
                    new KeyStore.PrivateKeyEntry(
                            old.getPrivate(),
                            chain,
                            java.util.Set.of(new CratonEntryAttribute("CKA_DESTROYABLE", "false"))),
                    null);
            KeyPair pair = TestAuthority.pair();
            assertThatThrownBy(
                            () ->
                                    keyStore.setKeyEntry(
                                            "x", pair.getPrivate(), null, chainFor(pair)))
                    .isInstanceOf(KeyStoreException.class);
            assertThatThrownBy(() -> keyStore.deleteEntry("x"))
                    .isInstanceOf(KeyStoreException.class);
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
            assertThat(count(ObjectClass.CKO_PRIVATE_KEY)).isEqualTo(1);
        }

        @Test
        void aKeyTakesThePlaceOfACertificate_andASecretKeyThatOfAPrivateOne() throws Exception {
            keyStore.setCertificateEntry("x", root.certificate());
            KeyPair pair = TestAuthority.pair();
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chainFor(pair));
            assertThat(keyStore.isKeyEntry("x")).isTrue();
            keyStore.setKeyEntry("x", new SecretKeySpec(new byte[16], "AES"), null, null);
            assertThat(keyStore.getKey("x", null).getAlgorithm()).isEqualTo("AES");
            assertThat(keyStore.size()).isEqualTo(1);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        @Test
        void aLabelThatSeveralHave_isNotGivenToOneMore() throws Exception {
            for (int i = 1; i <= 2; i++) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
                generator.initialize(CratonKeySpec.builder().label("dup").id((byte) i).build());
                generator.generateKeyPair();
            }
            KeyPair pair = TestAuthority.pair();
            assertThatThrownBy(
                            () ->
                                    keyStore.setKeyEntry(
                                            "dup", pair.getPrivate(), null, chainFor(pair)))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("dup#01, dup#02");
            keyStore.setKeyEntry("dup#02", pair.getPrivate(), null, chainFor(pair));
            assertThat(Collections.list(keyStore.aliases()))
                    .containsExactlyInAnyOrder("dup#01", "dup#02");
        }

        @Test
        void readers_seeTheOldOrTheNew() throws Exception {
            KeyPair[] pairs = {TestAuthority.pair(), TestAuthority.pair()};
            Certificate[][] chains = {chainFor(pairs[0]), chainFor(pairs[1])};
            keyStore.setKeyEntry("x", pairs[0].getPrivate(), null, chains[0]);
            AtomicBoolean done = new AtomicBoolean();
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            Thread reader =
                    new Thread(
                            () -> {
                                while (!done.get()) {
                                    look(wrong);
                                }
                            });
            reader.start();
            for (int i = 1; i <= 200; i++) {
                keyStore.setKeyEntry("x", pairs[i % 2].getPrivate(), null, chains[i % 2]);
            }
            done.set(true);
            reader.join();
            assertThat(wrong).isEmpty();
        }

        private void look(List<String> wrong) {
            try {
                if (keyStore.getKey("x", null) == null) {
                    wrong.add("no key");
                }
                Certificate[] chain = keyStore.getCertificateChain("x");
                if (chain == null || chain.length != 3) {
                    wrong.add("no chain");
                }
                if (!keyStore.isKeyEntry("x") || keyStore.size() != 1) {
                    wrong.add("no entry");
                }
                KeyStore.PrivateKeyEntry entry =
                        (KeyStore.PrivateKeyEntry) keyStore.getEntry("x", null);
                if (entry == null) {
                    wrong.add("no whole entry");
                }
            } catch (Exception e) {
                wrong.add(e.toString());
            }
        }

        @Test
        void writersOfTwoInstances_leaveWholeEntries() throws Exception {
            CratonHsmProvider second = new CratonHsmProvider(token.hsm(), 0, "second");
            KeyStore other = KeyStore.getInstance("CratonHSM", second);
            other.load(null, TestToken.PIN);
            List<String> wrong = Collections.synchronizedList(new ArrayList<>());
            List<Thread> writers = new ArrayList<>();
            for (KeyStore mine : List.of(keyStore, other, keyStore, other)) {
                String alias = "x" + writers.size();
                Thread writer = new Thread(() -> setAndDelete(mine, alias, wrong));
                writers.add(writer);
                writer.start();
            }
            for (Thread writer : writers) {
                writer.join();
            }
            second.close();
            assertThat(wrong).isEmpty();
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        private void setAndDelete(KeyStore mine, String alias, List<String> wrong) {
            try {
                for (int i = 0; i < 40; i++) {
                    KeyPair pair = TestAuthority.pair();
                    Certificate[] chain = chainFor(pair);
                    mine.setKeyEntry(alias, pair.getPrivate(), null, chain);
                    if (!List.of(chain).equals(List.of(mine.getCertificateChain(alias)))) {
                        wrong.add("another chain");
                    }
                    mine.deleteEntry(alias);
                }
            } catch (Exception e) {
                wrong.add(e.toString());
            }
        }
    }

    @Nested
    class ReadingWhatIsNotRemembered {
        private Session session;
        private java.security.PublicKey publicKey;

        @BeforeEach
        void login() {
            session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE);
            publicKey = root.keys().getPublic();
        }

        @AfterEach
        void logout() {
            session.close();
        }

        private PrivateKey bare(String label, byte id) throws Exception {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(CratonKeySpec.builder().label(label).id(id).build());
            KeyPair pair = generator.generateKeyPair();
            publicKey = pair.getPublic();
            return pair.getPrivate();
        }

        private void store(X509Certificate certificate, String label, byte... id) throws Exception {
            session.createObject(
                    Template.builder()
                            .objectClass(ObjectClass.CKO_CERTIFICATE)
                            .token(true)
                            .set(AttributeType.CKA_CERTIFICATE_TYPE, 0L)
                            .set(
                                    AttributeType.CKA_SUBJECT,
                                    certificate.getSubjectX500Principal().getEncoded())
                            .set(AttributeType.CKA_VALUE, certificate.getEncoded())
                            .label(label)
                            .id(id)
                            .build());
        }

        @Test
        void aCertificate_isTheKeysByItsPublicKey_andNotByItsId() throws Exception {
            bare("key", (byte) 7);
            X509Certificate own = middle.issue("own", publicKey);
            store(middle.issue("foreign", TestAuthority.pair().getPublic()), "foreign", (byte) 7);
            assertThat(keyStore.getCertificateChain("key")).isNull();
            store(own, "named otherwise");
            assertThat(keyStore.getCertificate("key")).isEqualTo(own);
            assertThat(Collections.list(keyStore.aliases()))
                    .containsExactlyInAnyOrder("key", "foreign");
        }

        @Test
        void ofSeveral_theOneThatIsValidNowAndNewest() throws Exception {
            bare("key", (byte) 7);
            store(middle.issue("expired", publicKey, Shape.EXPIRED), "key", (byte) 7);
            store(middle.issue("future", publicKey, Shape.LEAF.valid(5, 90)), "key", (byte) 7);
            X509Certificate old = middle.issue("old", publicKey, Shape.LEAF.valid(-50, 40));
            store(old, "key", (byte) 7);
            assertThat(keyStore.getCertificate("key")).isEqualTo(old);
            X509Certificate newest = middle.issue("new", publicKey);
            store(newest, "renewed");
            assertThat(keyStore.getCertificate("key")).isEqualTo(newest);
        }

        @Test
        void anIssuer_isTheOneThatSigned() throws Exception {
            TestAuthority impostor = TestAuthority.root("middle");
            store(impostor.certificate(), "");
            bare("key", (byte) 7);
            X509Certificate leaf = middle.issue("leaf", publicKey);
            store(leaf, "key", (byte) 7);
            assertThat(keyStore.getCertificateChain("key")).containsExactly(leaf);
            store(middle.certificate(), "");
            store(root.certificate(), "");
            assertThat(keyStore.getCertificateChain("key"))
                    .containsExactly(leaf, middle.certificate(), root.certificate());
        }

        @Test
        void ofSeveralThatSigned_theKeyIdentifierThenTheDaysDecide() throws Exception {
            bare("key", (byte) 7);
            X509Certificate leaf = middle.issue("leaf", publicKey);
            store(leaf, "key", (byte) 7);
            TestAuthority expired =
                    root.under("middle", middle.keys(), Shape.AUTHORITY.valid(-90, -1));
            TestAuthority old = root.under("middle", middle.keys(), Shape.AUTHORITY.valid(-90, 9));
            TestAuthority unnamed =
                    root.under(
                            "middle",
                            middle.keys(),
                            Shape.AUTHORITY.valid(-1, 90).withoutIdentifiers());
            for (TestAuthority one : List.of(expired, unnamed, old)) {
                store(one.certificate(), "");
            }
            assertThat(keyStore.getCertificateChain("key"))
                    .containsExactly(leaf, old.certificate());
            store(middle.certificate(), "");
            assertThat(keyStore.getCertificateChain("key"))
                    .containsExactly(leaf, middle.certificate());
        }

        @Test
        void aNewChain_takesThePlaceOfWhatWasThere() throws Exception {
            PrivateKey key = bare("key", (byte) 7);
            store(middle.issue("leaf", publicKey), "key", (byte) 7);
            store(middle.certificate(), "");
            store(root.certificate(), "");
            TestAuthority other = TestAuthority.root("other");
            Certificate[] chain = chain(other.issue("leaf", publicKey), other);
            keyStore.setKeyEntry("key", key, null, chain);
            assertThat(keyStore.getCertificateChain("key")).containsExactly(chain);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(2);
        }

        @Test
        void aRenewal_takesThePlaceOfAllThatAnOlderReleaseStoredUnderTheLabel() throws Exception {
            PrivateKey key = bare("key", (byte) 7);
            store(middle.issue("leaf", publicKey, Shape.EXPIRED), "key", (byte) 7);
            store(middle.issue("leaf", publicKey), "key", (byte) 7);
            Certificate[] chain = chain(middle.issue("leaf", publicKey), middle);
            keyStore.setKeyEntry("key", key, null, chain);
            assertThat(Collections.list(keyStore.aliases())).containsExactly("key");
            assertThat(keyStore.getCertificateChain("key")).containsExactly(chain);
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isEqualTo(2);
        }

        @Test
        void whatOtherChainsMayNeed_isKept() throws Exception {
            bare("one", (byte) 1);
            store(middle.issue("one", publicKey), "one", (byte) 1);
            bare("two", (byte) 2);
            X509Certificate two = middle.issue("two", publicKey);
            store(two, "two", (byte) 2);
            store(middle.certificate(), "");
            store(root.certificate(), "root");
            keyStore.deleteEntry("root");
            keyStore.deleteEntry("one");
            assertThat(keyStore.getCertificateChain("two"))
                    .containsExactly(two, middle.certificate(), root.certificate());
            keyStore.deleteEntry("two");
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }

        @Test
        void aRememberedCertificateThatIsMissing_isLookedForByTheRules() throws Exception {
            KeyPair pair = TestAuthority.pair();
            X509Certificate leaf = middle.issue("leaf", pair.getPublic());
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chain(leaf, middle, root));
            for (ObjectHandle handle : objects(session, ObjectClass.CKO_CERTIFICATE)) {
                byte[] value = session.getAttribute(handle, AttributeType.CKA_VALUE);
                if (java.util.Arrays.equals(value, middle.certificate().getEncoded())) {
                    session.destroyObject(handle);
                }
            }
            assertThat(keyStore.getCertificateChain("x")).containsExactly(leaf);
            TestAuthority renewed = root.under("middle", middle.keys(), Shape.AUTHORITY);
            store(renewed.certificate(), "");
            assertThat(keyStore.getCertificateChain("x"))
                    .containsExactly(leaf, renewed.certificate(), root.certificate());
        }
    }

    @Nested
    class Aliases {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "pkcs11:object=b",
                    "pkcs11:",
                    "pkcs11:token=Test%20token%200",
                    "pkcs11:type=private",
                    "pkcs11:object=nothing",
                    "pkcs11:%",
                    "PKCS11:object=b",
                    ""
                })
        void aUriOrNothing_neitherWritesNorDeletes(String alias) throws Exception {
            KeyPair pair = TestAuthority.pair();
            for (String name : List.of("a", "b")) {
                KeyPair own = TestAuthority.pair();
                keyStore.setKeyEntry(name, own.getPrivate(), null, chainFor(own));
            }
            List<ThrowingCall> calls =
                    List.of(
                            () ->
                                    keyStore.setKeyEntry(
                                            alias, pair.getPrivate(), null, chainFor(pair)),
                            () -> keyStore.setCertificateEntry(alias, root.certificate()),
                            () ->
                                    keyStore.setEntry(
                                            alias,
                                            new KeyStore.SecretKeyEntry(
                                                    new SecretKeySpec(new byte[16], "AES")),
                                            null),
                            () -> keyStore.deleteEntry(alias));
            for (ThrowingCall call : calls) {
                assertThatThrownBy(call::run).isInstanceOf(KeyStoreException.class);
                assertThat(Collections.list(keyStore.aliases()))
                        .containsExactlyInAnyOrder("a", "b");
            }
        }

        private interface ThrowingCall {
            void run() throws Exception;
        }

        @Test
        void null_isNoAlias() throws Exception {
            assertThat(keyStore.containsAlias(null)).isFalse();
            assertThat(keyStore.getKey(null, null)).isNull();
            assertThat(keyStore.getCertificateChain(null)).isNull();
            assertThat(keyStore.getCertificateAlias(null)).isNull();
            assertThatThrownBy(() -> keyStore.deleteEntry(null))
                    .isInstanceOf(KeyStoreException.class);
            assertThatThrownBy(
                            () ->
                                    keyStore.setKeyEntry(
                                            null,
                                            new SecretKeySpec(new byte[16], "AES"),
                                            null,
                                            null))
                    .isInstanceOf(KeyStoreException.class);
        }

        @Test
        void aUri_readsWhatExactlyOneEntryMatches() throws Exception {
            for (String name : List.of("a", "b")) {
                KeyPair own = TestAuthority.pair();
                keyStore.setKeyEntry(name, own.getPrivate(), null, chainFor(own));
            }
            assertThat(keyStore.getKey("pkcs11:object=a", null))
                    .isEqualTo(keyStore.getKey("a", null));
            assertThat(keyStore.getCertificateChain("pkcs11:object=b;type=private")).hasSize(3);
            assertThat(keyStore.getKey("pkcs11:object=c", null)).isNull();
            for (String uri : List.of("pkcs11:", "pkcs11:type=private", "pkcs11:%")) {
                assertThat(keyStore.containsAlias(uri)).isFalse();
                assertThat(keyStore.isKeyEntry(uri)).isFalse();
                assertThat(keyStore.getCertificate(uri)).isNull();
                assertThat(keyStore.getCertificateChain(uri)).isNull();
                assertThat(keyStore.getCreationDate(uri)).isNull();
                assertThatThrownBy(() -> keyStore.getKey(uri, null))
                        .isInstanceOf(UnrecoverableKeyException.class)
                        .hasMessageContaining("URI");
                assertThatThrownBy(() -> keyStore.getEntry(uri, null))
                        .isInstanceOf(UnrecoverableEntryException.class);
            }
        }

        @Test
        void aLongerName_givesWayToALabel() throws Exception {
            for (int i = 1; i <= 2; i++) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
                generator.initialize(CratonKeySpec.builder().label("a").id((byte) i).build());
                generator.generateKeyPair();
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
            generator.initialize(CratonKeySpec.builder().label("a#01").id((byte) 9).build());
            generator.generateKeyPair();
            List<String> aliases = Collections.list(keyStore.aliases());
            assertThat(aliases).hasSize(3).contains("a#01", "a#02");
            assertThat(aliases.stream().filter(alias -> alias.startsWith("a#01#"))).hasSize(1);
            keyStore.deleteEntry("a#01");
            assertThat(Collections.list(keyStore.aliases()))
                    .containsExactlyInAnyOrder("a#01", "a#02");
        }

        @Test
        void theCertificateOfAHiddenKey_isNotTouched() throws Exception {
            KeyPair pair = TestAuthority.pair();
            Certificate[] chain = chainFor(pair);
            keyStore.setKeyEntry("x", pair.getPrivate(), null, chain);
            token.provider().logout();
            assertThat(keyStore.isCertificateEntry("x")).isTrue();
            assertThatThrownBy(() -> keyStore.deleteEntry("x"))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("login");
            assertThatThrownBy(() -> keyStore.setCertificateEntry("x", root.certificate()))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("login");
            keyStore.load(null, TestToken.PIN);
            assertThat(keyStore.getCertificateChain("x")).containsExactly(chain);
        }
    }

    @Nested
    class CertificatesThatJavaDoesNotKnow {
        @Test
        void aCurveInNumbers_isRefused_aloneAndInAChain() throws Exception {
            X509Certificate strange = TestCertificates.withExplicitCurve("strange");
            KeyPair pair = TestAuthority.pair();
            X509Certificate leaf = middle.issue("leaf", pair.getPublic());
            assertThatThrownBy(() -> keyStore.setCertificateEntry("x", strange))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("a curve that is written out in numbers");
            assertThatThrownBy(
                            () ->
                                    keyStore.setKeyEntry(
                                            "x",
                                            pair.getPrivate(),
                                            null,
                                            new Certificate[] {leaf, strange}))
                    .isInstanceOf(KeyStoreException.class)
                    .hasMessageContaining("a certificate with a curve");
            assertThat(keyStore.size()).isZero();
            assertThat(count(ObjectClass.CKO_CERTIFICATE)).isZero();
        }
    }

    /** A certificate of another kind. */
    private static final class NotX509 extends Certificate {
        private static final long serialVersionUID = 1L;

        NotX509() {
            super("PGP");
        }

        @Override
        public byte[] getEncoded() {
            return new byte[3];
        }

        @Override
        public void verify(java.security.PublicKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verify(java.security.PublicKey key, String provider) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String toString() {
            return "not X.509";
        }

        @Override
        @SuppressWarnings("NullAway") // it has none
        public java.security.PublicKey getPublicKey() {
            return null;
        }
    }
}
