package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The token objects that are entries of the key store, by alias, as they were at one moment; kept
 * up to date by what has changed since. Not safe for use by several threads: guarded by its owner.
 */
public final class EntryIndex {
    private static final AttributeType<?>[] TYPES = {
        AttributeType.CKA_CLASS,
        AttributeType.CKA_LABEL,
        AttributeType.CKA_ID,
        AttributeType.CKA_UNIQUE_ID,
        AttributeType.CKA_PUBLIC_KEY_INFO,
        AttributeType.CKA_VALUE,
        AttributeType.CKA_CRATON_ENTRY
    };

    private final Map<ObjectHandle, Named> objects = new HashMap<>();
    private final Map<ByteBuffer, KeyPairObjects> pairs = new HashMap<>();
    private final CertificateIndex certificates = new CertificateIndex();
    private final AliasNames names = new AliasNames();
    private final Set<ByteBuffer> touched = new LinkedHashSet<>();
    private final Set<StoredCertificate> came = new LinkedHashSet<>();
    private long number = -1;

    /** An index of nothing. */
    public EntryIndex() {
        // Everything comes with the first changes.
    }

    /** The attributes that are asked for. */
    public static AttributeType<?>[] types() {
        return TYPES.clone();
    }

    /** The moment that this tells of; -1 before the first changes. */
    public long number() {
        return number;
    }

    /** What has become of the objects since {@link #number()}. */
    public void apply(TokenChanges changes) {
        Map<ObjectHandle, Named> before = Map.of();
        if (changes.complete()) {
            before = Map.copyOf(objects);
            clear();
        }
        changes.gone().forEach(this::remove);
        for (Map.Entry<ObjectHandle, Template> object : changes.present().entrySet()) {
            remove(object.getKey());
            add(object.getKey(), object.getValue(), before.get(object.getKey()));
        }
        settle();
        number = changes.number();
    }

    private void clear() {
        objects.clear();
        pairs.clear();
        certificates.clear();
        names.clear();
        touched.clear();
        came.clear();
    }

    private void add(ObjectHandle handle, Template attributes, @Nullable Named before) {
        ObjectClass objectClass = attributes.get(AttributeType.CKA_CLASS);
        if (objectClass == ObjectClass.CKO_CERTIFICATE) {
            StoredCertificate read = new StoredCertificate(handle, attributes);
            // What was parsed need not be parsed again.
            add(before instanceof StoredCertificate known && known.same(read) ? known : read);
        } else if (objectClass == ObjectClass.CKO_PRIVATE_KEY
                || objectClass == ObjectClass.CKO_PUBLIC_KEY
                || objectClass == ObjectClass.CKO_SECRET_KEY) {
            add(new KeyObject(handle, objectClass, attributes));
        }
    }

    private void add(KeyObject key) {
        objects.put(key.handle(), key);
        if (key.objectClass() != ObjectClass.CKO_PUBLIC_KEY) {
            names.add(key);
        }
        if (key.objectClass() != ObjectClass.CKO_SECRET_KEY && key.publicKey().hasRemaining()) {
            pair(key.publicKey()).keys(key.objectClass()).add(key);
        }
    }

    private void add(StoredCertificate certificate) {
        objects.put(certificate.handle(), certificate);
        certificates.add(certificate);
        if (certificate.publicKey().hasRemaining()) {
            pair(certificate.publicKey()).certificates().add(certificate);
        }
        came.add(certificate);
    }

    /** The pair with this public key, which is looked at again when everything has come. */
    private KeyPairObjects pair(ByteBuffer publicKey) {
        touched.add(publicKey);
        return pairs.computeIfAbsent(publicKey, k -> new KeyPairObjects());
    }

    private void remove(ObjectHandle handle) {
        Named object = objects.remove(handle);
        if (object == null) {
            return;
        }
        names.remove(object);
        if (object instanceof KeyObject key && key.publicKey().hasRemaining()) {
            pair(key.publicKey()).keys(key.objectClass()).remove(key);
        }
        if (object instanceof StoredCertificate certificate) {
            remove(certificate);
        }
    }

    private void remove(StoredCertificate certificate) {
        certificates.remove(certificate);
        if (certificate.publicKey().hasRemaining()) {
            pair(certificate.publicKey()).certificates().remove(certificate);
        }
    }

    private void settle() {
        Instant now = Instant.now();
        for (ByteBuffer publicKey : touched) {
            KeyPairObjects pair = pairs.get(publicKey);
            if (pair != null) {
                settle(publicKey, pair, now);
            }
        }
        came.forEach(this::name);
        touched.clear();
        came.clear();
        names.settle();
    }

    private void settle(ByteBuffer publicKey, KeyPairObjects pair, Instant now) {
        boolean hadLeaves = pair.hasLeaves();
        pair.choose(now);
        // Of a public key without a private one there may be very many certificates.
        if (hadLeaves || pair.hasLeaves()) {
            pair.certificates().forEach(this::name);
        }
        if (pair.isEmpty()) {
            pairs.remove(publicKey);
        }
    }

    /** A certificate with a label is an entry, unless it is that of a private key. */
    private void name(StoredCertificate certificate) {
        names.set(certificate, !certificate.label().isEmpty() && !isLeaf(certificate));
    }

    /** Looks again at what depends on the time. */
    void timePasses() {
        pairs.forEach(
                (publicKey, pair) -> {
                    if (pair.depends()) {
                        touched.add(publicKey);
                    }
                });
        settle();
    }

    // Questions

    /** The entry with an alias. */
    @Nullable Item get(String alias) {
        Named object = names.get(alias);
        return object == null ? null : item(alias, object);
    }

    private Item item(String alias, Named object) {
        StoredCertificate certificate =
                object instanceof StoredCertificate own ? own : leaf(object).orElse(null);
        return new Item(
                alias,
                object.objectClass(),
                object.handle(),
                object.label(),
                object.id(),
                certificate);
    }

    /** The certificate of a private key. */
    private Optional<StoredCertificate> leaf(Named key) {
        KeyPairObjects pair = key instanceof KeyObject own ? pairs.get(own.publicKey()) : null;
        return Optional.ofNullable(pair == null ? null : pair.leaf(key));
    }

    /**
     * The certificates that go when that of a private key is replaced or the key deleted: its own,
     * and those under its label that were stored through PKCS#11 or by an older release, which
     * stored a renewed certificate beside the old one.
     */
    Set<StoredCertificate> certificatesOf(ObjectHandle privateKey) {
        if (!(objects.get(privateKey) instanceof KeyObject key)
                || key.objectClass() != ObjectClass.CKO_PRIVATE_KEY) {
            return Set.of();
        }
        KeyPairObjects pair = pairs.get(key.publicKey());
        return pair == null ? Set.of() : pair.certificatesOf(key);
    }

    /** The private keys that have a certificate. */
    List<KeyObject> keysOf(StoredCertificate leaf) {
        KeyPairObjects pair = pairs.get(leaf.publicKey());
        return pair == null ? List.of() : pair.keysOf(leaf);
    }

    /**
     * A private key with a public key; of several the one with a label or an alias.
     *
     * @param name null for any
     */
    @Nullable KeyObject privateKey(ByteBuffer publicKey, @Nullable String name) {
        KeyPairObjects pair = pairs.get(publicKey);
        KeyObject found = null;
        if (pair != null) {
            for (KeyObject key : pair.keys(ObjectClass.CKO_PRIVATE_KEY)) {
                found = found == null || isNamed(key, name) ? key : found;
            }
        }
        return found;
    }

    private boolean isNamed(Named object, @Nullable String name) {
        return object.label().equals(name) || Objects.equals(names.alias(object), name);
    }

    /** The certificates with a label. */
    List<StoredCertificate> certificatesNamed(String label) {
        return objects.values().stream()
                .filter(object -> object.label().equals(label))
                .filter(StoredCertificate.class::isInstance)
                .map(StoredCertificate.class::cast)
                .toList();
    }

    /** The object with a handle, if it is a key or a certificate. */
    @Nullable Named object(ObjectHandle handle) {
        return objects.get(handle);
    }

    /** The entry that an object is; null if it is none. */
    @Nullable Item item(ObjectHandle handle) {
        Named object = objects.get(handle);
        String alias = object == null ? null : names.alias(object);
        return object == null || alias == null ? null : item(alias, object);
    }

    Set<String> aliases() {
        return names.all().keySet();
    }

    List<Item> items() {
        return names.all().entrySet().stream()
                .map(name -> item(name.getKey(), name.getValue()))
                .toList();
    }

    AliasNames names() {
        return names;
    }

    /** The alias of a shown entry whose certificate this is; null if there is none. */
    @Nullable String aliasOf(byte[] certificate, EntryView view) {
        for (StoredCertificate stored : certificates.withHash(EntryRole.hash(certificate))) {
            KeyPairObjects pair = pairs.get(stored.publicKey());
            Named key = pair == null ? null : pair.keyOf(stored).orElse(null);
            Named entry = key == null ? stored : key;
            String alias = names.alias(entry);
            if (alias != null && view.shows(item(alias, entry))) {
                return alias;
            }
        }
        return null;
    }

    /** The objects with the public key of a private key or a certificate; null if there is none. */
    @Nullable KeyPairObjects pairOf(ByteBuffer publicKey) {
        return pairs.get(publicKey);
    }

    /** All certificates. */
    CertificateIndex certificates() {
        return certificates;
    }

    /** Whether a certificate is that of a private key. */
    boolean isLeaf(StoredCertificate certificate) {
        KeyPairObjects pair = pairs.get(certificate.publicKey());
        return pair != null && pair.isLeaf(certificate);
    }
}
