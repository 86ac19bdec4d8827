package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one key pair and the certificates for it, and which certificate is that of which
 * private key. Guarded by the owner of the index.
 *
 * <p>The certificate of a key is the one that was stored as such; of several, as copies of a key
 * have them, the one with the key's label; a copy that has none of its own reads that of another.
 * Where that is not remembered it is, in this order, one that is valid now, the newest, one with
 * the key's {@code CKA_ID}, one with its label. A certificate that was stored as something else is
 * not a key's.
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
        return keysOf(leaf).stream().findFirst();
    }

    /** The private keys that have a certificate: several, if one is a copy of the other. */
    List<KeyObject> keysOf(StoredCertificate leaf) {
        return privateKeys.stream().filter(key -> leaf.equals(leaves.get(key))).toList();
    }

    /** Chooses the certificates of the private keys. */
    void choose(Instant now) {
        leaves.clear();
        for (KeyObject key : privateKeys) {
            stored(key, true)
                    .or(() -> copied(key, now))
                    .or(() -> likely(key, false, now))
                    .ifPresent(leaf -> leaves.put(key, leaf));
        }
    }

    /** What a copy of a key reads that has none of its own: that of the other. */
    private Optional<StoredCertificate> copied(KeyObject key, Instant now) {
        Optional<StoredCertificate> others = stored(key, false);
        return others.isEmpty() ? others : likely(key, true, now).or(() -> others);
    }

    private Optional<StoredCertificate> stored(KeyObject key, boolean own) {
        return certificates.stream()
                .filter(certificate -> certificate.is(EntryRole.Kind.KEY))
                .filter(certificate -> !own || !anothers(certificate, key))
                .max(
                        Comparator.comparing(
                                        (StoredCertificate certificate) ->
                                                certificate.label().equals(key.label()))
                                .thenComparing(StoredCertificate::uniqueId));
    }

    /** Whether a certificate has the label of another private key, and not of this one. */
    private boolean anothers(StoredCertificate certificate, KeyObject key) {
        String label = certificate.label();
        return !label.equals(key.label())
                && privateKeys.stream().anyMatch(other -> other.label().equals(label));
    }

    private Optional<StoredCertificate> likely(KeyObject key, boolean own, Instant now) {
        return certificates.stream()
                .filter(certificate -> certificate.role() == null)
                .filter(certificate -> !own || certificate.label().equals(key.label()))
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
