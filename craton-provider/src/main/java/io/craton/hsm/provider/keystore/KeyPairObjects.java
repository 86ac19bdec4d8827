package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one key pair and the certificates for it, and which certificate is that of which
 * private key. Guarded by the owner of the index.
 *
 * <p>The certificate of a key is the one that was stored as such; of several, as copies of a key
 * have them, the one with the key's label. Where that is not remembered it is, in this order, one
 * that is valid now, the newest, one with the key's {@code CKA_ID}, one with its label. A
 * certificate that was stored as something else is not a key's.
 */
final class KeyPairObjects {
    private final Set<KeyObject> privateKeys = new LinkedHashSet<>();
    private final Set<KeyObject> publicKeys = new LinkedHashSet<>();
    private final Set<StoredCertificate> certificates = new LinkedHashSet<>();
    private final Map<KeyObject, StoredCertificate> leaves = new HashMap<>();

    Set<KeyObject> keys(ObjectClass objectClass) {
        return objectClass == ObjectClass.CKO_PRIVATE_KEY ? privateKeys : publicKeys;
    }

    Set<StoredCertificate> certificates() {
        return certificates;
    }

    boolean isEmpty() {
        return privateKeys.isEmpty() && publicKeys.isEmpty() && certificates.isEmpty();
    }

    /** Whether time alone may change which certificate is a key's. */
    boolean depends() {
        return !privateKeys.isEmpty()
                && certificates.stream().filter(certificate -> certificate.role() == null).count()
                        > 1;
    }

    /** The certificate of a private key, or null. */
    @Nullable StoredCertificate leaf(Named key) {
        return key instanceof KeyObject own ? leaves.get(own) : null;
    }

    /** The certificate of a private key, and those under its label that may have been it. */
    Set<StoredCertificate> certificatesOf(KeyObject key) {
        Set<StoredCertificate> found = new LinkedHashSet<>();
        for (StoredCertificate certificate : certificates) {
            boolean likely = certificate.role() == null && certificate.label().equals(key.label());
            boolean another = isLeaf(certificate) && !certificate.equals(leaves.get(key));
            if (certificate.equals(leaves.get(key)) || (likely && !another)) {
                found.add(certificate);
            }
        }
        return found;
    }

    /** Whether a private key has a certificate. */
    boolean hasLeaves() {
        return !leaves.isEmpty();
    }

    /** Whether the certificate is that of a private key. */
    boolean isLeaf(StoredCertificate certificate) {
        return leaves.containsValue(certificate);
    }

    /** The private key that a certificate is for. */
    Optional<KeyObject> keyOf(StoredCertificate leaf) {
        return privateKeys.stream().filter(key -> leaf.equals(leaves.get(key))).findFirst();
    }

    /** Chooses the certificates of the private keys. */
    void choose(Instant now) {
        leaves.clear();
        for (KeyObject key : privateKeys) {
            stored(key).or(() -> likely(key, now)).ifPresent(leaf -> leaves.put(key, leaf));
        }
    }

    private Optional<StoredCertificate> stored(KeyObject key) {
        return certificates.stream()
                .filter(certificate -> certificate.is(EntryRole.Kind.KEY))
                .max(
                        Comparator.comparing(
                                        (StoredCertificate certificate) ->
                                                certificate.label().equals(key.label()))
                                .thenComparing(StoredCertificate::uniqueId));
    }

    private Optional<StoredCertificate> likely(KeyObject key, Instant now) {
        return certificates.stream()
                .filter(certificate -> certificate.role() == null)
                .max(
                        Comparator.comparing(
                                        (StoredCertificate certificate) -> valid(certificate, now))
                                .thenComparing(KeyPairObjects::first)
                                .thenComparing(
                                        certificate -> Arrays.equals(certificate.id(), key.id()))
                                .thenComparing(
                                        certificate -> certificate.label().equals(key.label()))
                                .thenComparing(StoredCertificate::uniqueId));
    }

    /** Whether a certificate can be read and is valid. */
    @SuppressWarnings("JavaUtilDate") // the type of the API
    static boolean valid(StoredCertificate stored, Instant now) {
        X509Certificate certificate = stored.certificate();
        return certificate != null
                && !now.isBefore(certificate.getNotBefore().toInstant())
                && !now.isAfter(certificate.getNotAfter().toInstant());
    }

    /** The first day of a certificate. */
    @SuppressWarnings("JavaUtilDate") // the type of the API
    static Instant first(StoredCertificate stored) {
        X509Certificate certificate = stored.certificate();
        return certificate == null ? Instant.MIN : certificate.getNotBefore().toInstant();
    }
}
