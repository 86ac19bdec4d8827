package io.craton.hsm.provider.keystore;

import io.craton.hsm.Template;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.keystore.SessionCertificates.Stored;
import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The certificates of a file that are to be stored: which objects come, change and go depends on
 * what the token has.
 */
final class CertificateImport {
    private static final String NO_NAME = "certificate";

    private final List<X509Certificate> file;
    private final Map<X509Certificate, ByteBuffer> publicKeys = new HashMap<>();
    private final @Nullable String label;
    private final @Nullable LocalDate keep;
    private final byte[] newId;

    /**
     * @param label the label, or the alias of the key; null for the label of the key
     * @param keep the day for which the certificate that was there is kept; null to replace it
     * @param newId the {@code CKA_ID} of a certificate whose key the token does not have
     * @throws CertificateException with a sentence, if Java does not know one of the certificates
     */
    CertificateImport(
            List<X509Certificate> file,
            @Nullable String label,
            @Nullable LocalDate keep,
            byte[] newId)
            throws CertificateException {
        this.file = KnownCertificates.of(file.toArray(X509Certificate[]::new));
        for (X509Certificate certificate : this.file) {
            publicKeys.put(certificate, ByteBuffer.wrap(X509PublicKeys.ofCertificate(certificate)));
        }
        this.label = label;
        this.keep = keep;
        this.newId = newId.clone();
    }

    Stored plan(EntryIndex index, EntryPlan plan) throws KeyStoreException {
        List<X509Certificate> chain =
                FileOrder.of(file, certificate -> key(certificate, index) != null);
        KeyObject key = key(chain.get(0), index);
        return key == null ? alone(chain, index, plan) : ofKey(key, chain, index, plan);
    }

    private @Nullable KeyObject key(X509Certificate certificate, EntryIndex index) {
        ByteBuffer publicKey = publicKeys.get(certificate);
        return publicKey == null ? null : index.privateKey(publicKey, label);
    }

    private Stored ofKey(
            KeyObject key, List<X509Certificate> given, EntryIndex index, EntryPlan plan)
            throws KeyStoreException {
        Set<StoredCertificate> present = plan.certificatesOf(key.handle());
        String name = name(key, present, index);
        List<X509Certificate> before = chainBefore(key, index);
        List<X509Certificate> chain = given.size() == 1 ? continued(given.get(0), before) : given;
        String kept = keep(present, chain, name, index, plan);
        plan.chain(name, key.id(), chain, present);
        return new Stored(name, key.label(), kept, chain, before.size());
    }

    private String name(KeyObject key, Set<StoredCertificate> present, EntryIndex index)
            throws KeyStoreException {
        String name = label == null || label.equals(index.names().alias(key)) ? key.label() : label;
        if (name.isEmpty()) {
            name = NO_NAME;
        }
        if (!name.equals(key.label())) {
            requireFree(name, present, index);
        }
        return name;
    }

    private static List<X509Certificate> chainBefore(KeyObject key, EntryIndex index) {
        Item entry = index.item(key.handle());
        StoredCertificate leaf = entry == null ? null : entry.certificate();
        return leaf == null ? List.of() : Chains.of(leaf, index);
    }

    /** A renewed certificate, with the authorities that the one before had if they signed it. */
    private static List<X509Certificate> continued(
            X509Certificate renewed, List<X509Certificate> before) {
        List<X509Certificate> chain = new ArrayList<>(List.of(renewed));
        if (Chains.issued(renewed, renewed)) {
            return chain;
        }
        for (int i = 1; i < before.size(); i++) {
            if (Chains.issued(before.get(i), renewed)) {
                chain.addAll(before.subList(i, before.size()));
                return chain;
            }
        }
        return chain;
    }

    private Stored alone(List<X509Certificate> chain, EntryIndex index, EntryPlan plan)
            throws KeyStoreException {
        String name = label != null ? label : NO_NAME;
        Set<StoredCertificate> present = new LinkedHashSet<>(index.certificatesNamed(name));
        present.removeIf(other -> index.isLeaf(other) || !other.hasSubjectOf(chain.get(0)));
        requireFree(name, present, index);
        String kept = keep(present, chain, name, index, plan);
        if (chain.size() > 1) {
            plan.chain(name, newId, chain, present);
            return new Stored(name, null, kept, chain, 0);
        }
        present.forEach(plan::drop);
        plan.trusted(chain.get(0), Template.builder().label(name).id(newId).build());
        return new Stored(name, null, kept, chain, 0);
    }

    /** Refuses a name that is the label or alias of something else than what is replaced. */
    private static void requireFree(String name, Set<StoredCertificate> replaced, EntryIndex index)
            throws KeyStoreException {
        boolean certificates = replaced.containsAll(index.certificatesNamed(name));
        if (!certificates || index.names().has(name, replaced)) {
            throw new KeyStoreException(
                    "the token has another "
                            + (certificates
                                    ? "entry with the label or alias"
                                    : "certificate with the label")
                            + " '"
                            + name
                            + "'; choose a label of its own (--label), or delete that one first");
        }
    }

    /** Gives the certificates that were there another label, if they are to be kept. */
    private @Nullable String keep(
            Set<StoredCertificate> present,
            List<X509Certificate> chain,
            String name,
            EntryIndex index,
            EntryPlan plan) {
        if (keep == null) {
            return null;
        }
        ByteBuffer leaf = EntryRole.hash(EntryRole.encoded(chain.get(0)));
        String kept = null;
        for (StoredCertificate before : Set.copyOf(present)) {
            if (!before.hash().equals(leaf)) {
                kept = free(name + "@" + keep, kept, index);
                plan.change(before, kept, before.id(), EntryRole.TRUSTED);
                present.remove(before);
            }
        }
        return kept;
    }

    private static String free(String label, @Nullable String taken, EntryIndex index) {
        String free = label;
        for (int i = 2; free.equals(taken) || index.names().has(free, Set.of()); i++) {
            free = label + "-" + i;
        }
        return free;
    }
}
