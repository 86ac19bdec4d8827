package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.keystore.EntryIndex.Item;
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
        String label = Alias.toWrite(alias);
        X509Certificate known = known(certificate).get(0);
        commit(
                (index, plan) -> {
                    Item old = index.get(label);
                    if (old != null && old.isKey()) {
                        throw new KeyStoreException(
                                "\"" + label + "\" is the alias of a key; delete that entry first");
                    }
                    StoredCertificate before = old == null ? null : old.certificate();
                    if (before != null && holds(before, label, known) && attributes.size() == 0) {
                        return;
                    }
                    if (before != null) {
                        visible(before);
                        plan.drop(before);
                    }
                    requireFree(plan, index, label, ObjectClass.CKO_CERTIFICATE);
                    plan.trusted(label, known, attributes);
                });
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
            throw new KeyStoreException(e.getMessage(), e);
        }
    }

    private static void requireFree(
            EntryPlan plan, EntryIndex index, String label, ObjectClass objectClass)
            throws KeyStoreException {
        if (!plan.free(label, objectClass)) {
            throw new KeyStoreException(
                    "several objects of the token have the label \""
                            + label
                            + "\"; their aliases are "
                            + String.join(", ", index.names().of(label))
                            + ": delete some, or take another alias");
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
        String label = Alias.toWrite(alias);
        List<X509Certificate> certificates =
                chain == null || !(key instanceof PrivateKey) ? List.of() : known(chain);
        try (NewKey made = NewKey.of(entries.token(), label, key, certificates, attributes)) {
            made.stored(commit(() -> planner(label, made.asOfNow(), certificates)));
        } catch (HsmException e) {
            throw NewKey.refusal(e);
        }
    }

    private Planner planner(String label, NewKey made, List<X509Certificate> certificates) {
        return (index, plan) -> plan(label, made, certificates, index, plan);
    }

    private void plan(
            String label,
            NewKey made,
            List<X509Certificate> certificates,
            EntryIndex index,
            EntryPlan plan)
            throws KeyStoreException {
        made.changes().forEach(plan::add);
        ObjectHandle own = made.present();
        Item present = own == null ? null : index.item(own);
        StoredCertificate leaf = present == null ? null : present.certificate();
        Item old = index.get(label);
        if (old != null && !old.handle().equals(own)) {
            replaced(old, made, plan);
        }
        if (present == null || !present.label().equals(label)) {
            requireFree(plan, index, label, made.objectClass());
        }
        if (!certificates.isEmpty()) {
            Set<StoredCertificate> leaves = own == null ? Set.of() : plan.certificatesOf(own);
            plan.chain(label, made.id(), certificates, leaves);
        } else if (own != null && leaf != null && leaf.role() != null && !plan.shared(leaf, own)) {
            plan.change(leaf, label, made.id(), leaf.role());
        }
    }

    private void replaced(Item old, NewKey made, EntryPlan plan) throws KeyStoreException {
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
        commit(
                (index, plan) -> {
                    Item item = index.get(label);
                    if (item == null) {
                        return;
                    }
                    if (!item.isKey() && item.certificate() != null) {
                        visible(item.certificate());
                    }
                    plan.destroy(item);
                });
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
