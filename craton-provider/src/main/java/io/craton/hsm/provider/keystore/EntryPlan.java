package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Works out which objects come, change and go when an entry is set or deleted: a certificate is
 * stored once for all chains that it is part of, and goes with the last of them unless it is an
 * entry of its own. Reads the index, changes nothing, and is used once.
 */
final class EntryPlan {
    private static final byte[] NO_ID = {};
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final EntryIndex index;
    private final List<ObjectChange> changes = new ArrayList<>();
    private final Set<Named> gone = new LinkedHashSet<>();
    // Certificates of keys whose chain is not theirs any more.
    private final Set<StoredCertificate> former = new LinkedHashSet<>();
    private final Map<ByteBuffer, X509Certificate> wanted = new LinkedHashMap<>();
    private final Set<ByteBuffer> made = new HashSet<>();

    EntryPlan(EntryIndex index) {
        this.index = index;
    }

    /** One of the changes that is worked out elsewhere: of a key. */
    void add(ObjectChange change) {
        changes.add(change);
    }

    /** Destroys the objects of an entry. */
    void destroy(Item item) {
        Named object = index.object(item.handle());
        if (object instanceof KeyObject key) {
            destroyKey(key, NOTHING);
        }
        dropCertificates(item);
    }

    /** Destroys the certificates of an entry. */
    void dropCertificates(Item item) {
        certificatesOf(item.handle()).forEach(this::drop);
        StoredCertificate certificate = item.certificate();
        if (certificate != null && !item.isKey()) {
            drop(certificate);
        }
    }

    /** The certificates of a private key that are not those of a copy of it as well. */
    Set<StoredCertificate> certificatesOf(ObjectHandle privateKey) {
        Set<StoredCertificate> own = new LinkedHashSet<>(index.certificatesOf(privateKey));
        own.removeIf(certificate -> gone.contains(certificate) || shared(certificate, privateKey));
        return own;
    }

    /** Whether another private key that stays has the same certificate. */
    boolean shared(StoredCertificate certificate, ObjectHandle privateKey) {
        return index.keysOf(certificate).stream()
                .anyMatch(key -> !key.handle().equals(privateKey) && !gone.contains(key));
    }

    /**
     * Destroys a key, and its public key unless another key has the same.
     *
     * @param staying the public key of a key that takes its place
     */
    void destroyKey(KeyObject key, ByteBuffer staying) {
        destroy(key);
        KeyPairObjects pair =
                key.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                        ? index.pairOf(key.publicKey())
                        : null;
        if (pair == null
                || key.publicKey().equals(staying)
                || pair.keys(ObjectClass.CKO_PRIVATE_KEY).size() > 1) {
            return;
        }
        for (KeyObject publicKey : pair.keys(ObjectClass.CKO_PUBLIC_KEY)) {
            if (key.id().length > 0 && Arrays.equals(key.id(), publicKey.id())) {
                destroy(publicKey);
            }
        }
    }

    private void destroy(Named object) {
        if (gone.add(object)) {
            changes.add(new ObjectChange.Destroy(object.handle()));
        }
    }

    /** Destroys a certificate, or if chains need it leaves it to them. */
    void drop(StoredCertificate certificate) {
        destroy(certificate);
        former.add(certificate);
    }

    /**
     * Stores a certificate that is an entry of its own.
     *
     * @param attributes the label, and what else the object has
     */
    void trusted(X509Certificate certificate, Template attributes) {
        Template template = StoredCertificate.template(certificate, "", NO_ID, EntryRole.TRUSTED);
        create(
                EntryRole.hash(EntryRole.encoded(certificate)),
                template.toBuilder().setAll(attributes).build());
    }

    /** Stores a certificate; one that was there for chains alone is not needed beside it. */
    private void create(ByteBuffer hash, Template template) {
        made.add(hash);
        changes.add(new ObjectChange.Create(template));
        for (StoredCertificate same : index.certificates().withHash(hash)) {
            if (same.is(EntryRole.Kind.AUTHORITY) && same.label().isEmpty()) {
                destroy(same);
            }
        }
    }

    /**
     * Stores the chain of a private key.
     *
     * @param label the label of the key
     * @param id the {@code CKA_ID} of the key
     * @param present the certificates that the key has until now
     */
    void chain(
            String label, byte[] id, List<X509Certificate> chain, Set<StoredCertificate> present) {
        EntryRole role = EntryRole.of(chain);
        for (X509Certificate issuer : chain.subList(1, chain.size())) {
            wanted.put(EntryRole.hash(EntryRole.encoded(issuer)), issuer);
        }
        ByteBuffer leaf = EntryRole.hash(EntryRole.encoded(chain.get(0)));
        StoredCertificate staying = null;
        for (StoredCertificate certificate : present) {
            if (staying == null && certificate.hash().equals(leaf)) {
                staying = certificate;
            } else {
                drop(certificate);
            }
        }
        if (staying != null) {
            change(staying, label, id, role);
            return;
        }
        create(leaf, StoredCertificate.template(chain.get(0), label, id, role));
    }

    /** Gives a certificate that stays another label, id or role. */
    void change(StoredCertificate certificate, String label, byte[] id, EntryRole role) {
        Template.Builder differences = Template.builder();
        if (!certificate.label().equals(label)) {
            differences.label(label);
        }
        if (!Arrays.equals(certificate.id(), id)) {
            differences.id(id);
        }
        if (!Objects.equals(certificate.role(), role)) {
            differences.set(AttributeType.CKA_CRATON_ENTRY, role.encoded());
            former.add(certificate);
        }
        Template template = differences.build();
        if (template.size() > 0) {
            changes.add(new ObjectChange.Set(certificate.handle(), template));
        }
    }

    /** All changes: also those of certificates that are needed, and not needed any more. */
    List<ObjectChange> changes() {
        wanted.forEach(this::keep);
        for (StoredCertificate certificate : former) {
            X509Certificate known = certificate.certificate();
            if (gone.contains(certificate) && known != null && needed(certificate)) {
                keep(certificate.hash(), known);
            }
        }
        for (StoredCertificate certificate : former) {
            collect(certificate);
        }
        return changes;
    }

    /** Sees to it that a certificate is there for the chains that it is part of. */
    private void keep(ByteBuffer hash, X509Certificate certificate) {
        boolean there =
                made.contains(hash)
                        || index.certificates().withHash(hash).stream()
                                .anyMatch(one -> !gone.contains(one));
        if (!there) {
            create(hash, StoredCertificate.template(certificate, "", NO_ID, EntryRole.AUTHORITY));
        }
    }

    /** Destroys the authorities of a former chain that nobody needs. */
    private void collect(StoredCertificate leaf) {
        Set<StoredCertificate> authorities = new LinkedHashSet<>();
        EntryRole role = leaf.role();
        if (role == null) {
            follow(leaf, authorities);
        } else {
            role.issuers().forEach(hash -> authorities.addAll(index.certificates().withHash(hash)));
        }
        for (StoredCertificate authority : authorities) {
            boolean ownEntry = !authority.label().isEmpty() || index.isLeaf(authority);
            if (!ownEntry && !gone.contains(authority) && !needed(authority)) {
                destroy(authority);
            }
        }
    }

    /** What a chain that is not remembered may have consisted of. */
    private void follow(StoredCertificate from, Set<StoredCertificate> found) {
        X509Certificate certificate = from.certificate();
        if (certificate == null) {
            return;
        }
        for (StoredCertificate next :
                index.certificates().subject(certificate.getIssuerX500Principal())) {
            if (!next.equals(from) && found.add(next)) {
                follow(next, found);
            }
        }
    }

    private boolean needed(StoredCertificate authority) {
        return wanted.containsKey(authority.hash())
                || index.certificates().referringTo(authority.hash()).stream()
                        .anyMatch(this::stillRefers)
                || neededByName(authority);
    }

    private boolean stillRefers(StoredCertificate leaf) {
        return !gone.contains(leaf) && !former.contains(leaf);
    }

    /** Chains that are not remembered need every certificate that may be part of them. */
    private boolean neededByName(StoredCertificate authority) {
        X509Certificate certificate = authority.certificate();
        return certificate != null
                && index.certificates().notRemembered().stream()
                        .filter(other -> !other.equals(authority))
                        .filter(other -> !gone.contains(other) && !former.contains(other))
                        .filter(other -> index.isLeaf(other) || partOfUnknown(other))
                        .anyMatch(other -> issuedBy(other, certificate.getSubjectX500Principal()));
    }

    private boolean partOfUnknown(StoredCertificate authority) {
        return authority.label().isEmpty()
                && index.certificates().referringTo(authority.hash()).isEmpty();
    }

    private static boolean issuedBy(StoredCertificate stored, X500Principal name) {
        X509Certificate certificate = stored.certificate();
        return certificate != null && certificate.getIssuerX500Principal().equals(name);
    }

    /**
     * Refuses an object that would not have its alias, or take another entry's from it.
     *
     * @param coming the object as it will be
     * @param before the object as it is, if it is there already
     */
    void requireAlias(String alias, Named coming, @Nullable Named before) throws KeyStoreException {
        Set<Named> now = before == null ? Set.of() : Set.of(before);
        if (!index.names().fits(alias, coming, gone, now)) {
            Named there = index.names().get(alias);
            String label = there == null ? coming.label() : there.label();
            throw new KeyStoreException(
                    "several objects of the token have the label \""
                            + label
                            + "\"; their aliases are "
                            + String.join(", ", index.names().of(label))
                            + ": delete some, or take another alias");
        }
    }

    /** The private key or certificate with a handle. */
    @Nullable Named object(ObjectHandle handle) {
        return index.object(handle);
    }
}
