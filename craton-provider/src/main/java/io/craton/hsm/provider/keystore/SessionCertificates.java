package io.craton.hsm.provider.keystore;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.PublicKeys;
import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores and deletes certificates by the rules of the key store, for a program that has a session
 * and no key store, such as the command line. The session sees private objects.
 */
public final class SessionCertificates {
    private static final int ATTEMPTS = 100;
    private static final int ID_BYTES = 8;
    private static final String NO_NAME = "certificate";

    private final Session session;

    /**
     * @param session a read-write session with the user logged in
     */
    public SessionCertificates(Session session) {
        this.session = session;
    }

    /**
     * What was stored.
     *
     * @param label the label of the first certificate
     * @param privateKey the label of the private key that it is for; null if the token has none
     * @param kept the label that the certificate before has now; null if there was none, or if it
     *     is gone
     */
    public record Stored(String label, @Nullable String privateKey, @Nullable String kept) {}

    /** Works out the changes, of what there is now. */
    private interface Planner {
        @Nullable Stored plan(EntryIndex index, EntryPlan plan) throws KeyStoreException;
    }

    /**
     * Stores a certificate, or a chain with the certificate of the key first, in place of the one
     * that is there: that of the key, or without a key that with the same label and subject.
     *
     * @param label the label, if not that of the private key
     * @param keep the day for which the certificate that was there is kept, as {@code LABEL@DAY};
     *     null to replace it
     * @throws KeyStoreException with a sentence, if Java does not know one of them or the label is
     *     another certificate's; nothing has changed then
     */
    public Stored store(
            List<X509Certificate> chain, @Nullable String label, @Nullable LocalDate keep)
            throws KeyStoreException {
        List<X509Certificate> known;
        byte[] publicKey;
        try {
            known = KnownCertificates.of(chain.toArray(X509Certificate[]::new));
            publicKey = PublicKeys.ofCertificate(known.get(0));
        } catch (CertificateException e) {
            throw new KeyStoreException(e.getMessage(), e);
        }
        byte[] newId = session.generateRandom(ID_BYTES);
        Stored stored =
                commit(
                        (index, plan) -> {
                            KeyObject key = index.privateKey(ByteBuffer.wrap(publicKey), label);
                            return key == null
                                    ? alone(known, label, keep, newId, index, plan)
                                    : ofKey(key, known, label, keep, index, plan);
                        });
        return stored == null ? new Stored(NO_NAME, null, null) : stored;
    }

    private static Stored ofKey(
            KeyObject key,
            List<X509Certificate> chain,
            @Nullable String label,
            @Nullable LocalDate keep,
            EntryIndex index,
            EntryPlan plan) {
        String name = label != null ? label : key.label().isEmpty() ? NO_NAME : key.label();
        Set<StoredCertificate> present = plan.certificatesOf(key.handle());
        String kept = keep(present, chain, name, keep, index, plan);
        plan.chain(name, key.id(), chain, present);
        return new Stored(name, key.label(), kept);
    }

    private static Stored alone(
            List<X509Certificate> chain,
            @Nullable String label,
            @Nullable LocalDate keep,
            byte[] newId,
            EntryIndex index,
            EntryPlan plan)
            throws KeyStoreException {
        String name = label != null ? label : NO_NAME;
        Set<StoredCertificate> present = new LinkedHashSet<>(index.certificatesNamed(name));
        for (StoredCertificate other : present) {
            if (index.isLeaf(other) || !sameSubject(other, chain.get(0))) {
                throw new KeyStoreException(
                        "the token has another certificate with the label '"
                                + name
                                + "'; choose a label of its own (--label), or delete that one first");
            }
        }
        String kept = keep(present, chain, name, keep, index, plan);
        if (chain.size() > 1) {
            plan.chain(name, newId, chain, present);
            return new Stored(name, null, kept);
        }
        present.forEach(plan::drop);
        Template id = Template.builder().set(AttributeType.CKA_ID, newId).build();
        plan.trusted(name, chain.get(0), id);
        return new Stored(name, null, kept);
    }

    private static boolean sameSubject(StoredCertificate stored, X509Certificate certificate) {
        X509Certificate known = stored.certificate();
        return known != null
                && known.getSubjectX500Principal().equals(certificate.getSubjectX500Principal());
    }

    /** Gives the certificates that were there another label, if they are to be kept. */
    private static @Nullable String keep(
            Set<StoredCertificate> present,
            List<X509Certificate> chain,
            String name,
            @Nullable LocalDate day,
            EntryIndex index,
            EntryPlan plan) {
        if (day == null) {
            return null;
        }
        ByteBuffer leaf = EntryRole.hash(EntryRole.encoded(chain.get(0)));
        String kept = null;
        for (StoredCertificate before : Set.copyOf(present)) {
            if (!before.hash().equals(leaf)) {
                kept = free(name + "@" + day, kept, index);
                plan.change(before, kept, before.id(), EntryRole.TRUSTED);
                present.remove(before);
            }
        }
        return kept;
    }

    private static String free(String label, @Nullable String taken, EntryIndex index) {
        String free = label;
        for (int i = 2; free.equals(taken) || index.names().has(free); i++) {
            free = label + "-" + i;
        }
        return free;
    }

    /** Deletes a certificate; chains that it is part of keep it. */
    public void delete(ObjectHandle certificate) {
        Planner planner =
                (index, plan) -> {
                    if (index.object(certificate) instanceof StoredCertificate stored) {
                        plan.drop(stored);
                    }
                    return null;
                };
        try {
            commit(planner);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("a deletion is never refused by its plan", e);
        }
    }

    /** The private key that a certificate is for, by its public key; null if there is none. */
    public @Nullable ObjectHandle privateKey(X509Certificate certificate) {
        try {
            ByteBuffer publicKey = ByteBuffer.wrap(PublicKeys.ofCertificate(certificate));
            KeyObject key = index().privateKey(publicKey, null);
            return key == null ? null : key.handle();
        } catch (CertificateException e) {
            return null;
        }
    }

    private EntryIndex index() {
        EntryIndex index = new EntryIndex();
        index.apply(session.changesSince(-1, EntryIndex.types()));
        return index;
    }

    private @Nullable Stored commit(Planner planner) throws KeyStoreException {
        for (int attempt = 1; ; attempt++) {
            EntryIndex index = index();
            EntryPlan plan = new EntryPlan(index);
            Stored stored = planner.plan(index, plan);
            try {
                session.changeObjects(plan.changes(), index.number());
                return stored;
            } catch (HsmException e) {
                if (e.code() != ReturnCode.CKR_FUNCTION_CANCELED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
