package io.craton.hsm.daemon.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.NoSuchProviderException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** Reads certificates and revocation lists (RFC 5280), in PEM or DER. */
final class X509Files {
    private X509Files() {}

    /**
     * The certificates of a file, in its order.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if there is none or one is
     *     broken
     */
    static List<X509Certificate> certificates(Path file) {
        List<X509Certificate> found = new ArrayList<>();
        for (byte[] der : PemBlocks.of(TlsFile.certificates(file), file, "CERTIFICATE")) {
            found.add(certificate(der, file));
        }
        if (found.isEmpty()) {
            throw TlsFile.bad(file, "has no certificate; a PEM or DER file is expected", null);
        }
        return found;
    }

    private static X509Certificate certificate(byte[] der, Path file) {
        try {
            return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
        } catch (CertificateException e) {
            throw TlsFile.bad(file, "has a certificate that cannot be read", e);
        }
    }

    /**
     * The revocation lists of a file.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if there is none or one is
     *     broken
     */
    static List<X509CRL> revocationLists(Path file) {
        List<X509CRL> found = new ArrayList<>();
        for (byte[] der : PemBlocks.of(TlsFile.revocationList(file), file, "X509 CRL")) {
            found.add(revocationList(der, file));
        }
        if (found.isEmpty()) {
            throw TlsFile.bad(file, "has no revocation list; a PEM or DER file is expected", null);
        }
        return found;
    }

    private static X509CRL revocationList(byte[] der, Path file) {
        try {
            return (X509CRL) factory().generateCRL(new ByteArrayInputStream(der));
        } catch (CRLException e) {
            throw TlsFile.bad(file, "has a revocation list that cannot be read", e);
        }
    }

    private static CertificateFactory factory() {
        try {
            return CertificateFactory.getInstance("X.509", "SUN");
        } catch (CertificateException | NoSuchProviderException e) {
            throw new IllegalStateException("the JDK lacks its own certificates", e);
        }
    }
}
