package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.CliException;
import io.craton.hsm.cli.key.TokenObject;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Certificates as objects of a token (PKCS#11 v3.2 section 4.6.3). */
public final class Certificates {
    /** {@code CKC_X_509}. */
    private static final long X_509 = 0;

    private Certificates() {}

    /** The certificates in a PEM, DER or PKCS#7 file, in order. */
    static List<X509Certificate> parse(byte[] file, String name) {
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
            throw CliException.failed(
                    name + " is not a certificate in PEM or DER: " + e.getMessage());
        }
    }

    /** Stores a certificate as a token object. */
    public static void store(
            Session session, X509Certificate certificate, String label, byte[] id) {
        try {
            session.createObject(
                    Template.builder()
                            .objectClass(ObjectClass.CKO_CERTIFICATE)
                            .set(AttributeType.CKA_CERTIFICATE_TYPE, X_509)
                            .token(true)
                            .set(AttributeType.CKA_PRIVATE, false)
                            .label(label)
                            .id(id)
                            .set(
                                    AttributeType.CKA_SUBJECT,
                                    certificate.getSubjectX500Principal().getEncoded())
                            .set(
                                    AttributeType.CKA_ISSUER,
                                    certificate.getIssuerX500Principal().getEncoded())
                            .set(
                                    AttributeType.CKA_SERIAL_NUMBER,
                                    io.craton.hsm.spi.der.DerWriter.integer(
                                            certificate.getSerialNumber()))
                            .set(AttributeType.CKA_VALUE, certificate.getEncoded())
                            .build());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was parsed cannot be encoded", e);
        }
    }

    /** The private key that a certificate is for, by its public key; null if the token has none. */
    static @Nullable TokenObject privateKey(Session session, X509Certificate certificate) {
        byte[] info = certificate.getPublicKey().getEncoded();
        Template template = Template.builder().objectClass(ObjectClass.CKO_PRIVATE_KEY).build();
        return TokenObject.find(session, template).stream()
                .filter(
                        key ->
                                Arrays.equals(
                                        info,
                                        session.getAttributes(
                                                        key.handle(),
                                                        AttributeType.CKA_PUBLIC_KEY_INFO)
                                                .get(AttributeType.CKA_PUBLIC_KEY_INFO)))
                .findFirst()
                .orElse(null);
    }
}
