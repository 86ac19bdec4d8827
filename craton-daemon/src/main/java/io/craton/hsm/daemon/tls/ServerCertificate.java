package io.craton.hsm.daemon.tls;

import io.craton.hsm.daemon.tls.TlsSettings.ServerFiles;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate that the daemon shows, with its chain and its private key. */
final class ServerCertificate {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /**
     * Reads one.
     *
     * @param now when it has to be valid
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if it cannot be shown to
     *     clients: it has expired, is for other uses, its chain does not follow, or the key is
     *     another one's
     */
    static ServerCertificate read(ServerFiles files, Instant now) {
        List<X509Certificate> chain = X509Files.certificates(files.chain());
        X509Certificate leaf = chain.get(0);
        if (now.isAfter(leaf.getNotAfter().toInstant())) {
            throw TlsFile.bad(
                    files.chain(),
                    "has a certificate that expired at "
                            + leaf.getNotAfter().toInstant()
                            + "; put a new one there",
                    null);
        }
        requireUse(leaf, files.chain());
        requireOrder(chain, files.chain());
        return new ServerCertificate(chain, PrivateKeyFile.read(files.key(), leaf.getPublicKey()));
    }

    private static void requireUse(X509Certificate leaf, Path file) {
        try {
            List<String> uses = leaf.getExtendedKeyUsage();
            if (uses != null && !uses.contains(SERVER_AUTH)) {
                throw TlsFile.bad(file, "has a certificate that is not for servers", null);
            }
        } catch (CertificateParsingException e) {
            throw TlsFile.bad(file, "has a certificate whose uses cannot be read", e);
        }
    }

    private static void requireOrder(List<X509Certificate> chain, Path file) {
        for (int i = 0; i + 1 < chain.size(); i++) {
            try {
                chain.get(i).verify(chain.get(i + 1).getPublicKey());
            } catch (GeneralSecurityException e) {
                throw TlsFile.bad(
                        file,
                        "has certificate "
                                + (i + 2)
                                + " that did not issue the one before it; the order is: the"
                                + " server's, then who issued it, and so on",
                        e);
            }
        }
    }

    X509Certificate[] chain() {
        return chain.toArray(new X509Certificate[0]);
    }

    PrivateKey key() {
        return key;
    }

    X509Certificate leaf() {
        return chain.get(0);
    }

    boolean isOf(String algorithm) {
        return leaf().getPublicKey().getAlgorithm().equals(algorithm);
    }

    boolean isValid(Instant now) {
        return !now.isBefore(leaf().getNotBefore().toInstant())
                && !now.isAfter(leaf().getNotAfter().toInstant());
    }
}
