package io.craton.hsm.provider;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.provider.keystore.SessionCertificates;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Renews three entries by three doors as long as it lives, and says after each renewal which one is
 * done. Started and killed by {@link RenewalCrashTest}.
 */
final class RenewingProgram {
    /** The entries, which are named after what renews them. */
    static final List<String> ENTRIES = List.of("setKeyEntry", "setEntry", "certImport");

    private final TestToken token;
    private final KeyStore keyStore;
    private final TestAuthority root = TestAuthority.root("root");
    private final List<TestAuthority> middles = List.of(root.under("m1"), root.under("m2"));

    private RenewingProgram(TestToken token) throws Exception {
        this.token = token;
        this.keyStore = token.keyStore();
    }

    /** The directory of the store, and for each entry the number of its next renewal. */
    public static void main(String[] args) throws Exception {
        RenewingProgram program = new RenewingProgram(TestToken.stored(Path.of(args[0])));
        PrintStream out = System.out;
        int[] next = Arrays.stream(args).skip(1).mapToInt(Integer::parseInt).toArray();
        while (true) {
            for (int i = 0; i < next.length; i++) {
                program.renew(i, next[i]);
                out.println(i + " " + next[i]++);
                out.flush();
            }
        }
    }

    private void renew(int entry, int number) throws Exception {
        String name = ENTRIES.get(entry);
        boolean first = !keyStore.containsAlias(name);
        if (entry == 0 || first) {
            // The key changes with the chain, every second time.
            boolean replaced = first || number % 2 == 0;
            KeyPair pair = TestAuthority.pair();
            Key key = replaced ? pair.getPrivate() : keyStore.getKey(name, null);
            PublicKey publicKey =
                    replaced ? pair.getPublic() : keyStore.getCertificate(name).getPublicKey();
            keyStore.setKeyEntry(name, key, null, chain(name, number, publicKey));
            return;
        }
        PublicKey publicKey = keyStore.getCertificate(name).getPublicKey();
        X509Certificate[] chain = chain(name, number, publicKey);
        if (entry == 1) {
            PrivateKey key = (PrivateKey) keyStore.getKey(name, null);
            keyStore.setEntry(name, new KeyStore.PrivateKeyEntry(key, chain), null);
        } else {
            imported(Arrays.asList(chain));
        }
    }

    /** In the order of the chain, or the authority first. */
    private void imported(List<X509Certificate> chain) throws Exception {
        Collections.reverse(chain);
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            new SessionCertificates(session).store(chain, null, null);
        }
    }

    private X509Certificate[] chain(String name, int number, PublicKey key) throws Exception {
        TestAuthority middle = middles.get(number % 2);
        X509Certificate leaf = middle.issue(name + "-" + number, key);
        return new X509Certificate[] {leaf, middle.certificate(), root.certificate()};
    }

    /** The number of the renewal that a chain is of. */
    static int number(Certificate[] chain) {
        String subject = ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
        return Integer.parseInt(subject.substring(subject.lastIndexOf('-') + 1));
    }
}
