package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The token objects that are entries of the key store, by alias, as they were at one moment.
 * Immutable.
 */
final class AliasIndex {
    private final Map<String, Item> items;
    private final List<StoredCertificate> certificates;
    // Made at the first chain that is built.
    private volatile @Nullable Map<X500Principal, List<StoredCertificate>> bySubject;

    /**
     * An entry.
     *
     * @param alias its alias
     * @param objectClass private key, secret key or certificate
     * @param handle the handle of the key, or of the certificate
     * @param label its label
     * @param id its {@code CKA_ID}; may be empty
     * @param certificate the certificate, or that of the private key; null if there is none
     */
    record Item(
            String alias,
            ObjectClass objectClass,
            ObjectHandle handle,
            String label,
            byte[] id,
            @Nullable StoredCertificate certificate) {
        boolean isKey() {
            return objectClass != ObjectClass.CKO_CERTIFICATE;
        }
    }

    /** An object whose alias is not known yet. */
    private record Found(
            ObjectClass objectClass,
            ObjectHandle handle,
            String uniqueId,
            String label,
            byte[] id,
            @Nullable StoredCertificate certificate) {}

    private AliasIndex(Map<String, Item> items, List<StoredCertificate> certificates) {
        this.items = items;
        this.certificates = certificates;
    }

    @Nullable Item get(String alias) {
        return items.get(alias);
    }

    Set<String> aliases() {
        return items.keySet();
    }

    Collection<Item> items() {
        return items.values();
    }

    /** All certificates, also those that are only part of chains. */
    List<StoredCertificate> certificates() {
        return certificates;
    }

    /** The certificates with this subject. */
    List<StoredCertificate> subject(X500Principal name) {
        Map<X500Principal, List<StoredCertificate>> known = bySubject;
        if (known == null) {
            known = new HashMap<>();
            for (StoredCertificate stored : certificates) {
                X509Certificate certificate = stored.certificate();
                if (certificate != null) {
                    known.computeIfAbsent(
                                    certificate.getSubjectX500Principal(), k -> new ArrayList<>())
                            .add(stored);
                }
            }
            bySubject = known;
        }
        return known.getOrDefault(name, List.of());
    }

    /**
     * Reads the token.
     *
     * @param before the index until now, of which parsed certificates are taken over
     */
    static AliasIndex read(Session session, @Nullable AliasIndex before) {
        Map<String, StoredCertificate> known = new HashMap<>();
        if (before != null) {
            before.certificates.forEach(
                    certificate -> known.put(certificate.uniqueId(), certificate));
        }
        List<StoredCertificate> certificates = certificates(session, known);
        Map<String, List<StoredCertificate>> byId = new HashMap<>();
        Map<String, List<StoredCertificate>> byLabel = new HashMap<>();
        for (StoredCertificate certificate : certificates) {
            byId.computeIfAbsent(hex(certificate.id()), k -> new ArrayList<>()).add(certificate);
            byLabel.computeIfAbsent(certificate.label(), k -> new ArrayList<>()).add(certificate);
        }
        Set<StoredCertificate> paired = new LinkedHashSet<>();
        List<Found> found = new ArrayList<>();
        for (ObjectHandle handle : find(session, ObjectClass.CKO_PRIVATE_KEY)) {
            Template attributes =
                    describe(
                            session,
                            handle,
                            AttributeType.CKA_LABEL,
                            AttributeType.CKA_ID,
                            AttributeType.CKA_UNIQUE_ID,
                            AttributeType.CKA_PUBLIC_KEY_INFO);
            if (attributes == null) {
                continue;
            }
            StoredCertificate own = pair(attributes, byId, byLabel);
            if (own != null) {
                paired.add(own);
            }
            found.add(found(ObjectClass.CKO_PRIVATE_KEY, handle, attributes, own));
        }
        for (ObjectHandle handle : find(session, ObjectClass.CKO_SECRET_KEY)) {
            Template attributes =
                    describe(
                            session,
                            handle,
                            AttributeType.CKA_LABEL,
                            AttributeType.CKA_ID,
                            AttributeType.CKA_UNIQUE_ID);
            if (attributes != null) {
                found.add(found(ObjectClass.CKO_SECRET_KEY, handle, attributes, null));
            }
        }
        for (StoredCertificate certificate : certificates) {
            if (!paired.contains(certificate) && !certificate.label().isEmpty()) {
                found.add(
                        new Found(
                                ObjectClass.CKO_CERTIFICATE,
                                certificate.handle(),
                                certificate.uniqueId(),
                                certificate.label(),
                                certificate.id(),
                                certificate));
            }
        }
        return new AliasIndex(name(found), certificates);
    }

    private static List<StoredCertificate> certificates(
            Session session, Map<String, StoredCertificate> known) {
        List<StoredCertificate> certificates = new ArrayList<>();
        for (ObjectHandle handle : find(session, ObjectClass.CKO_CERTIFICATE)) {
            Template attributes =
                    describe(
                            session,
                            handle,
                            AttributeType.CKA_LABEL,
                            AttributeType.CKA_ID,
                            AttributeType.CKA_UNIQUE_ID,
                            AttributeType.CKA_VALUE);
            if (attributes == null) {
                continue;
            }
            String uniqueId = attributes.get(AttributeType.CKA_UNIQUE_ID, "");
            String label = attributes.get(AttributeType.CKA_LABEL, "");
            byte[] id = attributes.get(AttributeType.CKA_ID, new byte[0]);
            StoredCertificate old = known.get(uniqueId);
            boolean same =
                    old != null
                            && old.handle().equals(handle)
                            && old.label().equals(label)
                            && java.util.Arrays.equals(old.id(), id);
            certificates.add(
                    same && old != null
                            ? old
                            : new StoredCertificate(
                                    handle,
                                    uniqueId,
                                    label,
                                    id,
                                    attributes.get(AttributeType.CKA_VALUE, new byte[0])));
        }
        return certificates;
    }

    // An object that goes while the index is made is not in it; the list of handles is a snapshot.
    private static @Nullable Template describe(
            Session session, ObjectHandle handle, AttributeType<?>... types) {
        try {
            return session.describe(handle, types);
        } catch (HsmException e) {
            if (TokenEntries.gone(e)) {
                return null;
            }
            throw e;
        }
    }

    private static List<ObjectHandle> find(Session session, ObjectClass objectClass) {
        return session.findObjects(Template.builder().objectClass(objectClass).token(true).build());
    }

    private static Found found(
            ObjectClass objectClass,
            ObjectHandle handle,
            Template attributes,
            @Nullable StoredCertificate own) {
        return new Found(
                objectClass,
                handle,
                attributes.get(AttributeType.CKA_UNIQUE_ID, ""),
                attributes.get(AttributeType.CKA_LABEL, ""),
                attributes.get(AttributeType.CKA_ID, new byte[0]),
                own);
    }

    // CKA_ID ties a key to its certificate; without it, the same label and the same public key do.
    private static @Nullable StoredCertificate pair(
            Template key,
            Map<String, List<StoredCertificate>> byId,
            Map<String, List<StoredCertificate>> byLabel) {
        String id = hex(key.get(AttributeType.CKA_ID, new byte[0]));
        String label = key.get(AttributeType.CKA_LABEL, "");
        byte[] publicKey = key.get(AttributeType.CKA_PUBLIC_KEY_INFO, new byte[0]);
        List<StoredCertificate> sameId =
                id.isEmpty() ? List.of() : byId.getOrDefault(id, List.of());
        if (sameId.size() == 1) {
            // Nothing is parsed for the usual case: thousands of entries are listed in
            // milliseconds.
            return sameId.get(0);
        }
        for (StoredCertificate certificate : sameId) {
            if (certificate.label().equals(label) && certificate.isFor(publicKey)) {
                return certificate;
            }
        }
        for (StoredCertificate certificate : sameId) {
            if (certificate.isFor(publicKey)) {
                return certificate;
            }
        }
        for (StoredCertificate certificate : byLabel.getOrDefault(label, List.of())) {
            if (!label.isEmpty() && certificate.isFor(publicKey)) {
                return certificate;
            }
        }
        return null;
    }

    private static Map<String, Item> name(List<Found> found) {
        Map<ObjectClass, Map<String, Integer>> counts = new HashMap<>();
        for (Found object : found) {
            counts.computeIfAbsent(object.objectClass(), k -> new HashMap<>())
                    .merge(object.label(), 1, Integer::sum);
        }
        Map<String, Item> items = new LinkedHashMap<>();
        for (Found object : found) {
            Map<String, Integer> sameClass = counts.getOrDefault(object.objectClass(), Map.of());
            boolean unique =
                    !object.label().isEmpty() && sameClass.getOrDefault(object.label(), 0) == 1;
            String alias =
                    unique && !items.containsKey(object.label())
                            ? object.label()
                            : longName(object, items);
            items.put(
                    alias,
                    new Item(
                            alias,
                            object.objectClass(),
                            object.handle(),
                            object.label(),
                            object.id(),
                            object.certificate()));
        }
        return items;
    }

    private static String longName(Found object, Map<String, Item> taken) {
        String alias = object.label() + "#" + hex(object.id());
        return object.id().length == 0 || taken.containsKey(alias)
                ? alias + "#" + object.uniqueId()
                : alias;
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
