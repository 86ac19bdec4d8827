package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.JcaFailures;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts entries into the token and takes them out, each with one transaction: everything is checked
 * first, then all objects of the entry change at once.
 */
final class EntryWriter {
    private static final int ATTEMPTS = 1000;

    private final TokenEntries entries;

    EntryWriter(TokenEntries entries) {
        this.entries = entries;
    }

    /** Works out the changes, of what there is now. The token is not asked meanwhile. */
    private interface Planner {
        void plan(EntryIndex index, EntryPlan plan) throws KeyStoreException;
    }

    /** Changes, and the moment that they were planned on. */
    private record Planned(
            List<ObjectChange> changes, long number, @Nullable KeyStoreException refusal) {}

    /** A certificate of its own. */
    void certificate(String alias, Certificate certificate, Template attributes)
            throws KeyStoreException {
        String name = Alias.toWrite(alias);
        X509Certificate known = known(certificate).get(0);
        commit((index, plan) -> certificate(name, known, attributes, index, plan));
    }

    private void certificate(
            String name,
            X509Certificate known,
            Template attributes,
            EntryIndex index,
            EntryPlan plan)
            throws KeyStoreException {
        Item old = index.get(name);
        entries.view().requireWritable(name, old);
        if (old != null && old.isKey()) {
            throw new KeyStoreException(
                    "\"" + name + "\" is the alias of a key; delete that entry first");
        }
        Place place = Place.of(name, index, object -> false);
        StoredCertificate before = old == null ? null : old.certificate();
        if (before != null && holds(before, place.label(), known) && attributes.size() == 0) {
            return;
        }
        if (before != null) {
            visible(before);
            plan.drop(before);
        }
        Template placed = place.attributes(attributes);
        byte[] id = placed.get(AttributeType.CKA_ID, new byte[0]);
        plan.requireAlias(
                name, Coming.of(ObjectClass.CKO_CERTIFICATE, null, place.label(), id), null);
        plan.trusted(known, placed);
    }

    private static boolean holds(
            StoredCertificate stored, String label, X509Certificate certificate) {
        return EntryRole.TRUSTED.equals(stored.role())
                && stored.label().equals(label)
                && stored.hash().equals(EntryRole.hash(EntryRole.encoded(certificate)));
    }

    /** A certificate that belongs to a key is not touched by somebody who does not see the key. */
    private void visible(StoredCertificate certificate) throws KeyStoreException {
        if (certificate.is(EntryRole.Kind.KEY) && !entries.token().loggedIn()) {
            throw new KeyStoreException(
                    "\""
                            + certificate.label()
                            + "\" is the certificate of a key that cannot be seen without a login; log in first");
        }
    }

    private static List<X509Certificate> known(Certificate... certificates)
            throws KeyStoreException {
        try {
            return KnownCertificates.of(certificates);
        } catch (CertificateException e) {
            throw JcaFailures.as(KeyStoreException::new, e);
        }
    }

    /**
     * A key: one of ours, which gets this alias and if it is a session key becomes a token object,
     * or a software key, which is imported.
     *
     * @param chain the certificates of a private key
     */
    void key(String alias, Key key, Certificate @Nullable [] chain, Template attributes)
            throws KeyStoreException {
        String name = Alias.toWrite(alias);
        List<X509Certificate> certificates =
                chain == null || !(key instanceof PrivateKey) ? List.of() : known(chain);
        try (EntryKey made = EntryKey.of(entries.token(), key, certificates, attributes)) {
            made.stored(commit(() -> planner(name, made, certificates)));
        } catch (HsmException e) {
            throw EntryKey.refusal(e);
        }
    }

    private Planner planner(String alias, EntryKey made, List<X509Certificate> certificates) {
        Place place = entries.read(index -> Place.of(alias, index, made::is));
        KeyChanges key = made.changes(place);
        return (index, plan) -> {
            Named before = key.present() == null ? null : index.object(key.present());
            Coming coming = Coming.of(made.objectClass(), before, place.label(), key.id().array());
            plan(alias, key, before, coming, certificates, index, plan);
        };
    }

    private void plan(
            String alias,
            KeyChanges key,
            @Nullable Named before,
            Coming coming,
            List<X509Certificate> certificates,
            EntryIndex index,
            EntryPlan plan)
            throws KeyStoreException {
        key.changes().forEach(plan::add);
        ObjectHandle own = key.present();
        Item old = index.get(alias);
        entries.view().requireWritable(alias, old);
        if (own != null) {
            requireOwnWritable(index.item(own));
        }
        if (old != null && !old.handle().equals(own)) {
            replaced(old, key, plan);
        }
        plan.requireAlias(alias, coming, before);
        Item present = own == null ? null : index.item(own);
        StoredCertificate leaf = present == null ? null : present.certificate();
        if (!certificates.isEmpty()) {
            Set<StoredCertificate> leaves = own == null ? Set.of() : plan.certificatesOf(own);
            plan.chain(coming.label(), coming.id(), certificates, leaves);
        } else if (own != null && leaf != null && leaf.role() != null && !plan.shared(leaf, own)) {
            plan.change(leaf, coming.label(), coming.id(), leaf.role());
        }
    }

    /** An entry that is not shown is not moved to an alias that is. */
    private void requireOwnWritable(@Nullable Item present) throws KeyStoreException {
        if (present != null) {
            entries.view().requireWritable(present.alias(), present);
        }
    }

    private void replaced(Item old, KeyChanges made, EntryPlan plan) throws KeyStoreException {
        StoredCertificate certificate = old.certificate();
        if (!old.isKey() && certificate != null) {
            visible(certificate);
        }
        if (plan.object(old.handle()) instanceof KeyObject key) {
            plan.destroyKey(key, made.publicKey());
        }
        plan.dropCertificates(old);
    }

    /** Deletes an entry; nothing happens if there is none. */
    void delete(String alias) throws KeyStoreException {
        String label = Alias.toWrite(alias);
        commit((index, plan) -> delete(label, index.get(label), plan));
    }

    private void delete(String label, @Nullable Item item, EntryPlan plan)
            throws KeyStoreException {
        if (item == null) {
            return;
        }
        entries.view().requireWritable(label, item);
        if (!item.isKey() && item.certificate() != null) {
            visible(item.certificate());
        }
        plan.destroy(item);
    }

    private List<ObjectHandle> commit(Planner planner) throws KeyStoreException {
        return commit(() -> planner);
    }

    /**
     * Plans and commits, again if something was changed by others meanwhile.
     *
     * @param looking asks the token what the plan needs to know, at each attempt
     */
    private List<ObjectHandle> commit(Supplier<Planner> looking) throws KeyStoreException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            long number = entries.read(EntryIndex::number);
            Planner planner = looking.get();
            Planned planned = entries.read(index -> planned(index, planner));
            if (planned.number() != number) {
                continue;
            }
            if (planned.refusal() != null) {
                throw planned.refusal();
            }
            Optional<List<ObjectHandle>> changed = change(planned);
            if (changed.isPresent()) {
                return changed.get();
            }
        }
        throw new KeyStoreException(
                "other callers changed the token at each of "
                        + ATTEMPTS
                        + " attempts; nothing was changed here: try again");
    }

    /** The objects of the changes; empty if the plan is out of date. */
    private Optional<List<ObjectHandle>> change(Planned planned) {
        if (planned.changes().isEmpty()) {
            return Optional.of(List.of());
        }
        try {
            return Optional.of(
                    entries.token()
                            .call(
                                    session ->
                                            session.changeObjects(
                                                    planned.changes(), planned.number())));
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_FUNCTION_CANCELED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Planned planned(EntryIndex index, Planner planner) {
        EntryPlan plan = new EntryPlan(index);
        try {
            planner.plan(index, plan);
            return new Planned(plan.changes(), index.number(), null);
        } catch (KeyStoreException e) {
            return new Planned(List.of(), index.number(), e);
        }
    }
}
