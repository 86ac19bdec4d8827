package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.PublicKeys;
import io.craton.hsm.spi.der.DerWriter;
import java.io.ByteArrayInputStream;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A certificate object of the token. Immutable; parsed when it is looked at. */
final class StoredCertificate {
    // CK_CERTIFICATE_TYPE CKC_X_509 and CK_CERTIFICATE_CATEGORY_AUTHORITY
    private static final long X_509 = 0;
    private static final long AUTHORITY = 2;

    private final ObjectHandle handle;
    private final String uniqueId;
    private final String label;
    private final byte[] id;
    private final byte[] value;
    private volatile @Nullable X509Certificate parsed;

    StoredCertificate(ObjectHandle handle, String uniqueId, String label, byte[] id, byte[] value) {
        this.handle = handle;
        this.uniqueId = uniqueId;
        this.label = label;
        this.id = id;
        this.value = value;
    }

    ObjectHandle handle() {
        return handle;
    }

    String uniqueId() {
        return uniqueId;
    }

    String label() {
        return label;
    }

    byte[] id() {
        return id.clone();
    }

    boolean holds(byte[] der) {
        return Arrays.equals(value, der);
    }

    /** The certificate; null if the token holds something that is none. */
    @Nullable X509Certificate certificate() {
        X509Certificate known = parsed;
        if (known == null) {
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509", "SUN");
                known =
                        (X509Certificate)
                                factory.generateCertificate(new ByteArrayInputStream(value));
                parsed = known;
            } catch (CertificateException e) {
                return null;
            } catch (NoSuchProviderException e) {
                throw new ProviderException("the JDK's SUN provider is needed", e);
            }
        }
        return known;
    }

    boolean isFor(byte[] publicKeyInfo) {
        X509Certificate certificate = certificate();
        try {
            return certificate != null
                    && Arrays.equals(PublicKeys.ofCertificate(certificate), publicKeyInfo);
        } catch (CertificateException e) {
            return false;
        }
    }

    /**
     * The attributes of the object for a certificate.
     *
     * @param label empty for a certificate that is only part of chains
     * @param id the {@code CKA_ID} of its key; empty if there is none
     */
    static Template template(X509Certificate certificate, String label, byte[] id)
            throws CertificateException {
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                        .token(true)
                        .set(AttributeType.CKA_PRIVATE, false)
                        .set(AttributeType.CKA_CERTIFICATE_TYPE, X_509)
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
                                DerWriter.integer(certificate.getSerialNumber()))
                        .set(AttributeType.CKA_VALUE, certificate.getEncoded());
        if (certificate.getBasicConstraints() >= 0) {
            builder.set(AttributeType.CKA_CERTIFICATE_CATEGORY, AUTHORITY);
        }
        return builder.build();
    }
}
