package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.spi.der.DerWriter;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A certificate object of the token. Immutable; parsed when it is looked at. */
final class StoredCertificate implements Named {
    // CK_CERTIFICATE_TYPE CKC_X_509 and CK_CERTIFICATE_CATEGORY_AUTHORITY
    private static final long X_509 = 0;
    private static final long AUTHORITY = 2;

    private final ObjectHandle handle;
    private final String uniqueId;
    private final String label;
    private final byte[] id;
    private final byte[] value;
    private final @Nullable EntryRole role;
    private final ByteBuffer hash;
    private final ByteBuffer publicKey;
    private volatile @Nullable X509Certificate parsed;
    private volatile @Nullable Map<ByteBuffer, Chains.Signature> signatures;

    StoredCertificate(ObjectHandle handle, Template attributes) {
        this.handle = handle;
        this.uniqueId = attributes.get(AttributeType.CKA_UNIQUE_ID, "");
        this.label = attributes.get(AttributeType.CKA_LABEL, "");
        this.id = attributes.get(AttributeType.CKA_ID, new byte[0]);
        this.value = attributes.get(AttributeType.CKA_VALUE, new byte[0]);
        this.role = EntryRole.read(attributes.get(AttributeType.CKA_CRATON_ENTRY));
        this.hash = EntryRole.hash(value);
        this.publicKey = ByteBuffer.wrap(publicKey(value));
    }

    private static byte[] publicKey(byte[] value) {
        try {
            return X509PublicKeys.ofCertificate(value);
        } catch (CertificateException e) {
            return new byte[0];
        }
    }

    @Override
    public ObjectHandle handle() {
        return handle;
    }

    @Override
    public ObjectClass objectClass() {
        return ObjectClass.CKO_CERTIFICATE;
    }

    @Override
    public String uniqueId() {
        return uniqueId;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public byte[] id() {
        return id.clone();
    }

    /** What it was stored as; null if that is not remembered. */
    @Nullable EntryRole role() {
        return role;
    }

    boolean is(EntryRole.Kind kind) {
        return role != null && role.kind() == kind;
    }

    /** The SHA-256 of the certificate. */
    ByteBuffer hash() {
        return hash;
    }

    /** Its SubjectPublicKeyInfo; empty if it cannot be read. */
    ByteBuffer publicKey() {
        return publicKey;
    }

    /** Whether this is the same object with the same attributes. */
    boolean same(StoredCertificate other) {
        return handle.equals(other.handle)
                && label.equals(other.label)
                && Arrays.equals(id, other.id)
                && Objects.equals(role, other.role)
                && hash.equals(other.hash);
    }

    /** The certificate; null if this Java cannot read it. */
    @Nullable X509Certificate certificate() {
        X509Certificate known = parsed;
        if (known == null) {
            try {
                known = KnownCertificates.parse(value);
                parsed = known;
            } catch (CertificateException e) {
                return null;
            }
        }
        return known;
    }

    /** Whether it can be read and has the subject of another one. */
    boolean hasSubjectOf(X509Certificate other) {
        X509Certificate own = certificate();
        return own != null && own.getSubjectX500Principal().equals(other.getSubjectX500Principal());
    }

    /** Whether another certificate has signed this one; worked out once for each. */
    Chains.Signature signedBy(StoredCertificate authority, Supplier<Chains.Signature> check) {
        Map<ByteBuffer, Chains.Signature> known = signatures;
        if (known == null) {
            known = new ConcurrentHashMap<>();
            signatures = known;
        }
        return known.computeIfAbsent(authority.hash(), hash -> check.get());
    }

    /**
     * The attributes of the object for a certificate.
     *
     * @param label empty for a certificate that is only part of chains
     * @param id the {@code CKA_ID} of its key; empty if there is none
     */
    static Template template(X509Certificate certificate, String label, byte[] id, EntryRole role) {
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
                        .set(AttributeType.CKA_VALUE, EntryRole.encoded(certificate))
                        .set(AttributeType.CKA_CRATON_ENTRY, role.encoded());
        if (certificate.getBasicConstraints() >= 0) {
            builder.set(AttributeType.CKA_CERTIFICATE_CATEGORY, AUTHORITY);
        }
        return builder.build();
    }
}
