package io.craton.hsm.provider.keystore;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a token, by what chains look for. Guarded by the owner of the index of
 * entries.
 */
final class CertificateIndex {
    private final Map<ByteBuffer, Set<StoredCertificate>> byHash = new HashMap<>();
    // By the hash of a certificate, the certificates of keys that have it in their chain.
    private final Map<ByteBuffer, Set<StoredCertificate>> referring = new HashMap<>();
    private final Set<StoredCertificate> notRemembered = new LinkedHashSet<>();
    // Made at the first chain that is not remembered: it parses every certificate.
    private @Nullable Map<X500Principal, Set<StoredCertificate>> bySubject;

    void clear() {
        byHash.clear();
        referring.clear();
        notRemembered.clear();
        bySubject = null;
    }

    void add(StoredCertificate certificate) {
        put(byHash, certificate.hash(), certificate);
        EntryRole role = certificate.role();
        if (role == null) {
            notRemembered.add(certificate);
        } else {
            role.issuers().forEach(issuer -> put(referring, issuer, certificate));
        }
        if (bySubject != null) {
            addSubject(bySubject, certificate);
        }
    }

    void remove(StoredCertificate certificate) {
        take(byHash, certificate.hash(), certificate);
        notRemembered.remove(certificate);
        EntryRole role = certificate.role();
        if (role != null) {
            role.issuers().forEach(issuer -> take(referring, issuer, certificate));
        }
        X509Certificate parsed = bySubject == null ? null : certificate.certificate();
        if (bySubject != null && parsed != null) {
            take(bySubject, parsed.getSubjectX500Principal(), certificate);
        }
    }

    private static void addSubject(
            Map<X500Principal, Set<StoredCertificate>> subjects, StoredCertificate stored) {
        X509Certificate certificate = stored.certificate();
        if (certificate != null) {
            put(subjects, certificate.getSubjectX500Principal(), stored);
        }
    }

    private static <K> void put(
            Map<K, Set<StoredCertificate>> map, K key, StoredCertificate certificate) {
        map.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(certificate);
    }

    private static <K> void take(
            Map<K, Set<StoredCertificate>> map, K key, StoredCertificate certificate) {
        map.computeIfPresent(
                key,
                (k, set) -> {
                    set.remove(certificate);
                    return set.isEmpty() ? null : set;
                });
    }

    /** The certificates with this SHA-256. */
    Set<StoredCertificate> withHash(ByteBuffer hash) {
        return byHash.getOrDefault(hash, Set.of());
    }

    /** The certificates of keys that have a certificate in their chain. */
    Set<StoredCertificate> referringTo(ByteBuffer hash) {
        return referring.getOrDefault(hash, Set.of());
    }

    /** The certificates that were stored through PKCS#11, or by an older release. */
    Set<StoredCertificate> notRemembered() {
        return notRemembered;
    }

    /** The certificates with this subject. */
    Set<StoredCertificate> subject(X500Principal name) {
        Map<X500Principal, Set<StoredCertificate>> known = bySubject;
        if (known == null) {
            known = new HashMap<>();
            for (Set<StoredCertificate> same : byHash.values()) {
                for (StoredCertificate certificate : same) {
                    addSubject(known, certificate);
                }
            }
            bySubject = known;
        }
        return known.getOrDefault(name, Set.of());
    }
}
