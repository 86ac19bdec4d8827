package io.craton.hsm.cli.cert;

import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.provider.keystore.KnownCertificates;
import io.craton.hsm.provider.keystore.SessionCertificates;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Certificates as objects of a token (PKCS#11 v3.2 section 4.6.3). */
public final class Certificates {
    private Certificates() {}

    /** The certificates in a PEM, DER or PKCS#7 file, in order. */
    static List<X509Certificate> parse(byte[] read, String name) {
        byte[] file = CertificateFile.plain(read, name);
        if (file.length == 0) {
            throw CliException.failed("there is no certificate in " + name);
        }
        try {
            Collection<?> all =
                    CertificateFactory.getInstance("X.509", "SUN")
                            .generateCertificates(new ByteArrayInputStream(file));
            List<X509Certificate> chain = all.stream().map(X509Certificate.class::cast).toList();
            if (chain.isEmpty()) {
                throw CliException.failed("there is no certificate in " + name);
            }
            return chain;
        } catch (CertificateException | java.security.NoSuchProviderException e) {
            throw CliException.failed(name + ": " + unreadable(file, name));
        }
    }

    /** A certificate of the token; empty if Java cannot read it. */
    static Optional<X509Certificate> readable(byte[] der) {
        try {
            return Optional.of(
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509", "SUN")
                                    .generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException e) {
            // Another program has put it there.
            return Optional.empty();
        }
    }

    /** Why Java does not read the file; of several certificates the first that it does not. */
    private static String unreadable(byte[] file, String name) {
        List<byte[]> encodings = new ArrayList<>();
        Pem.decode(file, name).forEach(block -> encodings.add(block.der().copy()));
        if (encodings.isEmpty()) {
            encodings.add(file);
        }
        for (byte[] der : encodings) {
            try {
                CertificateFactory.getInstance("X.509", "SUN")
                        .generateCertificate(new ByteArrayInputStream(der));
            } catch (CertificateException | java.security.NoSuchProviderException e) {
                return KnownCertificates.refusal(der);
            }
        }
        return "this is neither certificates in PEM or DER nor a PKCS#7 file with some";
    }

    /**
     * Stores a certificate, or the certificates of a chain.
     *
     * @param label the label, if not that of the private key
     * @param keep the day for which the certificate that was there is kept; null to replace it
     */
    public static SessionCertificates.Stored store(
            Session session,
            List<X509Certificate> file,
            @Nullable String label,
            @Nullable LocalDate keep) {
        try {
            return new SessionCertificates(session).store(file, label, keep);
        } catch (KeyStoreException e) {
            throw CliException.failed(String.valueOf(e.getMessage()));
        }
    }
}
