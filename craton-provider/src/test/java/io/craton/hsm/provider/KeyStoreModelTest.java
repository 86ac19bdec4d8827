package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.core.FailingStore;
import io.craton.hsm.provider.TestAuthority.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of the calls of {@link KeyStore}, beside the JDK's PKCS12: every answer is the
 * same, but for what {@code allowed-differences.txt} names. Before a change the store fails now and
 * then, and nothing has changed after that.
 */
class KeyStoreModelTest {
    private static final Path ALLOWED =
            Path.of("src", "test", "resources", "keystore", "allowed-differences.txt");
    private static final Path PAGE = Path.of("..", "docs", "differences.md");
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final int ALIASES = 200;

    private final FailingStore disk = new FailingStore();
    private final Set<String> allowed = differences().keySet();
    private final Set<String> met = new TreeSet<>();
    private final List<KeyPair> pairs = new ArrayList<>();
    private final List<List<TestAuthority>> paths = new ArrayList<>();
    private Random random = new Random(0);
    private TestToken token;
    private KeyStore ours;
    private KeyStore theirs;

    private static Map<String, String> differences() {
        try {
            Map<String, String> rows = new LinkedHashMap<>();
            for (String line : Files.readAllLines(ALLOWED)) {
                if (!line.startsWith("#")) {
                    String[] parts = line.split(" \\| ", 2);
                    rows.put(parts[0], parts[1]);
                }
            }
            return rows;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyAllowedDifference_isOneOfThePage() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(differences()).hasSizeGreaterThan(3);
        differences().values().forEach(words -> assertThat(page).contains(words));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomCalls_haveTheAnswersOfPkcs12(long seed) throws Exception {
        play(seed, 150);
    }

    @Tag("campaign")
    @ParameterizedTest
    @ValueSource(longs = {100, 101, 102, 103, 104, 105, 106, 107, 108, 109})
    void randomCalls_campaign(long seed) throws Exception {
        play(seed, 3000);
    }

    private void play(long seed, int steps) throws Exception {
        random = new Random(seed);
        authorities();
        token = TestToken.of(disk.open(TestToken.config().build()));
        try {
            ours = token.keyStore();
            theirs = KeyStore.getInstance("PKCS12", "SunJSSE");
            theirs.load(null, PASSWORD);
            for (int i = 0; i < steps; i++) {
                step();
                compare(i % 25 == 0);
            }
            compare(true);
            for (String alias : Collections.list(ours.aliases())) {
                ours.deleteEntry(alias);
            }
            assertThat(objects()).as("objects that are left over").isZero();
        } finally {
            token.close();
        }
        assertThat(allowed).containsAll(met);
    }

    private void authorities() throws Exception {
        for (int i = 0; i < 12; i++) {
            pairs.add(TestAuthority.pair());
        }
        TestAuthority root = TestAuthority.root("root");
        TestAuthority rolled = TestAuthority.root("root");
        TestAuthority middle = root.under("middle");
        KeyPair keys = middle.keys();
        paths.add(List.of());
        paths.add(List.of(root));
        paths.add(List.of(middle, root));
        paths.add(List.of(rolled.under("middle", keys, Shape.AUTHORITY), rolled));
        paths.add(List.of(root.under("middle", keys, Shape.AUTHORITY.valid(-90, -1)), root));
        paths.add(List.of(root.under("middle", keys, Shape.AUTHORITY.valid(-1, 10)), rolled));
        paths.add(List.of(middle));
    }

    private int objects() {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            int count = 0;
            for (ObjectClass objectClass :
                    List.of(
                            ObjectClass.CKO_CERTIFICATE,
                            ObjectClass.CKO_PRIVATE_KEY,
                            ObjectClass.CKO_PUBLIC_KEY,
                            ObjectClass.CKO_SECRET_KEY)) {
                count +=
                        session.findObjects(Template.builder().objectClass(objectClass).build())
                                .size();
            }
            return count;
        }
    }

    // Calls

    private String alias() {
        return "alias-" + (random.nextBoolean() ? random.nextInt(12) : random.nextInt(ALIASES));
    }

    private Certificate[] chain(KeyPair pair) throws Exception {
        List<TestAuthority> path = paths.get(random.nextInt(paths.size()));
        List<Certificate> chain = new ArrayList<>();
        if (path.isEmpty()) {
            chain.add(TestAuthority.root("self", pair).certificate());
        } else {
            // "middle" has issued it by name, whoever that is.
            chain.add(path.get(0).issue("leaf-" + random.nextInt(5), pair.getPublic()));
        }
        path.forEach(authority -> chain.add(authority.certificate()));
        return chain.toArray(Certificate[]::new);
    }

    private KeyPair pair() {
        return pairs.get(random.nextInt(pairs.size()));
    }

    private void step() throws Exception {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> setKey(alias(), pair());
            case 3, 4 -> renew();
            case 5 -> setSecret(alias());
            case 6, 7 -> setCertificate(alias());
            case 8, 9 -> delete(alias());
            case 10 -> rename();
            default -> seldom();
        }
    }

    private void seldom() throws Exception {
        switch (random.nextInt(6)) {
            case 0 -> refused("empty-alias", "");
            case 1 -> refused("uri-alias", "pkcs11:object=alias-1");
            case 2 -> foreignCertificate();
            case 3 -> wrongOrder();
            case 4 -> secondAlias();
            default -> reopen();
        }
    }

    private interface Call {
        void on(KeyStore store) throws Exception;
    }

    /** Makes a change of both, after the store has failed in it now and then. */
    private void both(Call call) throws Exception {
        if (random.nextInt(4) == 0) {
            disk.fail(true);
            boolean failed = !done(call, ours);
            disk.fail(false);
            if (failed) {
                compare(random.nextInt(8) == 0);
            } else {
                // Nothing had to be written.
                assertThat(done(call, theirs)).isTrue();
                return;
            }
        }
        assertThat(done(call, ours)).isEqualTo(done(call, theirs));
    }

    private static boolean done(Call call, KeyStore store) throws Exception {
        try {
            call.on(store);
            return true;
        } catch (KeyStoreException e) {
            return false;
        }
    }

    private void setKey(String alias, KeyPair pair) throws Exception {
        Certificate[] chain = chain(pair);
        if (random.nextBoolean()) {
            both(store -> store.setKeyEntry(alias, pair.getPrivate(), PASSWORD, chain));
        } else {
            both(
                    store ->
                            store.setEntry(
                                    alias,
                                    new KeyStore.PrivateKeyEntry(pair.getPrivate(), chain),
                                    store == theirs
                                            ? new KeyStore.PasswordProtection(PASSWORD)
                                            : null));
        }
    }

    /** A new chain for the key that is there, as keytool sets it. */
    private void renew() throws Exception {
        String alias = alias();
        Certificate old = theirs.getCertificate(alias);
        if (!theirs.isKeyEntry(alias) || old == null) {
            return;
        }
        KeyPair pair =
                pairs.stream()
                        .filter(one -> one.getPublic().equals(old.getPublicKey()))
                        .findFirst()
                        .orElseThrow();
        Certificate[] chain = chain(pair);
        both(store -> store.setKeyEntry(alias, store.getKey(alias, PASSWORD), PASSWORD, chain));
    }

    private void setSecret(String alias) throws Exception {
        byte[] value = new byte[16];
        random.nextBytes(value);
        both(store -> store.setKeyEntry(alias, new SecretKeySpec(value, "AES"), PASSWORD, null));
    }

    private void setCertificate(String alias) throws Exception {
        Certificate[] chain = chain(pair());
        Certificate one = chain[random.nextInt(chain.length)];
        both(store -> store.setCertificateEntry(alias, one));
    }

    private void delete(String alias) throws Exception {
        both(store -> store.deleteEntry(alias));
    }

    /** As keytool -changealias. */
    private void rename() throws Exception {
        String from = alias();
        String to = alias();
        if (!theirs.containsAlias(from) || theirs.containsAlias(to)) {
            return;
        }
        for (KeyStore store : List.of(ours, theirs)) {
            KeyStore.ProtectionParameter protection =
                    store == theirs && theirs.isKeyEntry(from)
                            ? new KeyStore.PasswordProtection(PASSWORD)
                            : null;
            store.setEntry(to, store.getEntry(from, protection), protection);
            store.deleteEntry(from);
        }
    }

    private void refused(String difference, String alias) {
        met.add(difference);
        X509Certificate one = paths.get(1).get(0).certificate();
        assertThatThrownBy(() -> ours.setCertificateEntry(alias, one))
                .isInstanceOf(KeyStoreException.class);
        assertThatThrownBy(() -> ours.deleteEntry(alias)).isInstanceOf(KeyStoreException.class);
    }

    private void foreignCertificate() throws Exception {
        met.add("foreign-certificate");
        Certificate[] chain = chain(pairs.get(0));
        String alias = alias();
        assertThatThrownBy(
                        () -> ours.setKeyEntry(alias, pairs.get(1).getPrivate(), PASSWORD, chain))
                .isInstanceOf(KeyStoreException.class);
    }

    private void wrongOrder() throws Exception {
        met.add("chain-order");
        KeyPair pair = pair();
        List<Certificate> chain = new ArrayList<>(List.of(chain(pair)));
        chain.add(paths.get(2).get(0).certificate());
        chain.add(paths.get(2).get(0).certificate());
        String alias = "another";
        ours.setKeyEntry(alias, pair.getPrivate(), null, chain.toArray(Certificate[]::new));
        assertThat(ours.getCertificateChain(alias)).containsExactlyElementsOf(chain);
        ours.deleteEntry(alias);
    }

    private void secondAlias() throws Exception {
        String from = alias();
        String to = alias();
        if (!theirs.isKeyEntry(from) || theirs.containsAlias(to)) {
            return;
        }
        met.add("one-alias");
        for (KeyStore store : List.of(ours, theirs)) {
            Key key = store.getKey(from, PASSWORD);
            store.setKeyEntry(to, key, PASSWORD, store.getCertificateChain(from));
        }
        theirs.deleteEntry(from);
    }

    private void reopen() throws Exception {
        token.provider().logout();
        ours = token.keyStore();
    }

    // Answers

    private void compare(boolean everything) throws Exception {
        assertThat(new HashSet<>(Collections.list(ours.aliases())))
                .isEqualTo(new HashSet<>(Collections.list(theirs.aliases())));
        assertThat(ours.size()).isEqualTo(theirs.size());
        Set<String> asked = new TreeSet<>(List.of(alias(), alias(), alias(), "none"));
        if (everything) {
            asked.addAll(Collections.list(theirs.aliases()));
        }
        for (String alias : asked) {
            compare(alias);
        }
    }

    private void compare(String alias) throws Exception {
        assertThat(ours.containsAlias(alias)).as(alias).isEqualTo(theirs.containsAlias(alias));
        assertThat(ours.isKeyEntry(alias)).as(alias).isEqualTo(theirs.isKeyEntry(alias));
        assertThat(ours.isCertificateEntry(alias))
                .as(alias)
                .isEqualTo(theirs.isCertificateEntry(alias));
        for (var type :
                List.of(
                        KeyStore.PrivateKeyEntry.class,
                        KeyStore.SecretKeyEntry.class,
                        KeyStore.TrustedCertificateEntry.class)) {
            assertThat(ours.entryInstanceOf(alias, type))
                    .as(alias)
                    .isEqualTo(theirs.entryInstanceOf(alias, type));
        }
        Certificate certificate = theirs.getCertificate(alias);
        assertThat(ours.getCertificate(alias)).as(alias).isEqualTo(certificate);
        assertThat(Arrays.asList(orEmpty(ours.getCertificateChain(alias))))
                .as(alias)
                .isEqualTo(Arrays.asList(orEmpty(theirs.getCertificateChain(alias))));
        if (certificate != null) {
            // Several entries may have it; which one answers is not said.
            String found = ours.getCertificateAlias(certificate);
            assertThat(theirs.getCertificate(found)).as(alias).isEqualTo(certificate);
        }
        compareKeys(alias, certificate);
    }

    private static Certificate[] orEmpty(Certificate[] chain) {
        return chain == null ? new Certificate[0] : chain;
    }

    private void compareKeys(String alias, Certificate certificate) throws Exception {
        Key mine = ours.getKey(alias, null);
        Key other = theirs.getKey(alias, PASSWORD);
        assertThat(mine == null).as(alias).isEqualTo(other == null);
        if (mine instanceof PrivateKey privateKey) {
            assertThat(mine.getAlgorithm()).isEqualTo(other.getAlgorithm());
            assertThat(ours.getEntry(alias, null)).isInstanceOf(KeyStore.PrivateKeyEntry.class);
            assertThat(fits(privateKey, certificate)).as(alias).isTrue();
        }
        if (mine instanceof SecretKey) {
            assertThat(other).isInstanceOf(SecretKey.class);
            assertThat(ours.getEntry(alias, null)).isInstanceOf(KeyStore.SecretKeyEntry.class);
        }
    }

    private boolean fits(PrivateKey key, Certificate certificate) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign(key);
        signature.update((byte) 1);
        byte[] value = signature.sign();
        Signature verification = Signature.getInstance("SHA256withECDSA", "SunEC");
        verification.initVerify(certificate);
        verification.update((byte) 1);
        return verification.verify(value);
    }
}
