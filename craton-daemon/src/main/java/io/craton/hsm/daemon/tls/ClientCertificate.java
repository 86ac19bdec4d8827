package io.craton.hsm.daemon.tls;

import io.craton.hsm.Digest;
import io.craton.hsm.spi.Printable;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Who a client is, as its certificate says.
 *
 * @param fingerprint the SHA-256 of the certificate, 64 lowercase hexadecimal digits
 * @param subject its name
 * @param issuer who issued it
 * @param names its alternative names: {@code dns:}, {@code uri:}, {@code email:} or {@code ip:} and
 *     the name
 */
public record ClientCertificate(
        String fingerprint, X500Principal subject, X500Principal issuer, List<String> names) {
    private static final int SHOWN = 16;

    public ClientCertificate {
        names = List.copyOf(names);
    }

    /** That of a certificate. */
    static ClientCertificate of(X509Certificate certificate) throws CertificateParsingException {
        return new ClientCertificate(
                fingerprint(certificate),
                certificate.getSubjectX500Principal(),
                certificate.getIssuerX500Principal(),
                names(certificate.getSubjectAlternativeNames()));
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            MessageDigest digest = MessageDigest.getInstance(Digest.SHA_256.standardName(), "SUN");
            return HexFormat.of().formatHex(digest.digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate has no encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks a hash function", e);
        }
    }

    private static List<String> names(@Nullable Collection<List<?>> alternatives) {
        List<String> names = new ArrayList<>();
        if (alternatives == null) {
            return names;
        }
        for (List<?> name : alternatives) {
            String kind = kind((Integer) name.get(0));
            if (!kind.isEmpty()) {
                names.add(kind + name.get(1));
            }
        }
        return names;
    }

    /** The numbers of RFC 5280, section 4.2.1.6. */
    private static String kind(int number) {
        return switch (number) {
            case 1 -> "email:";
            case 2 -> "dns:";
            case 6 -> "uri:";
            case 7 -> "ip:";
            default -> "";
        };
    }

    /** What logs say of it: the beginning of the fingerprint, and the name. */
    public String client() {
        return "certificate "
                + fingerprint.substring(0, SHOWN)
                + " "
                + Printable.line(subject.getName());
    }
}
