package io.craton.hsm.provider.keystore;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.JcaFailures;
import java.nio.ByteBuffer;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores and deletes certificates by the rules of the key store, for a program that has a session
 * and no key store, such as the command line. The session sees private objects.
 */
public final class SessionCertificates {
    private static final int ATTEMPTS = 100;
    private static final int ID_BYTES = 8;

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
     * @param chain the chain that is stored now
     * @param before how many certificates the chain of the private key had before; 0 if there was
     *     none
     */
    public record Stored(
            String label,
            @Nullable String privateKey,
            @Nullable String kept,
            List<X509Certificate> chain,
            int before) {
        /** The list is copied. */
        public Stored {
            chain = List.copyOf(chain);
        }
    }

    /** Works out the changes, of what there is now. */
    private interface Planner<R> {
        R plan(EntryIndex index, EntryPlan plan) throws KeyStoreException;
    }

    /**
     * Stores a certificate, or the certificates of a chain, in place of what is there: the chain of
     * the key, or without a key the certificate with the same label and subject.
     *
     * <p>Several certificates are the whole chain; if the first is not that of a key of the token,
     * they are put in order. One alone that an authority of the key's former chain has signed keeps
     * that authority and those behind it.
     *
     * @param label the label, if not that of the private key
     * @param keep the day for which the certificate that was there is kept, as {@code LABEL@DAY};
     *     null to replace it
     * @throws KeyStoreException with a sentence, if Java does not know one of them, they are not
     *     one chain, or another entry has the label; nothing has changed then
     */
    public Stored store(
            List<X509Certificate> file, @Nullable String label, @Nullable LocalDate keep)
            throws KeyStoreException {
        byte[] newId = session.generateRandom(ID_BYTES);
        CertificateImport request;
        try {
            request = new CertificateImport(file, label, keep, newId);
        } catch (CertificateException e) {
            throw JcaFailures.as(KeyStoreException::new, e);
        }
        return commit(request::plan);
    }

    /** Deletes a certificate; chains that it is part of keep it. */
    public void delete(ObjectHandle certificate) {
        Planner<Boolean> planner =
                (index, plan) -> {
                    boolean there = index.object(certificate) instanceof StoredCertificate;
                    if (index.object(certificate) instanceof StoredCertificate stored) {
                        plan.drop(stored);
                    }
                    return there;
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
            ByteBuffer publicKey = ByteBuffer.wrap(X509PublicKeys.ofCertificate(certificate));
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

    private <R> R commit(Planner<R> planner) throws KeyStoreException {
        for (int attempt = 1; ; attempt++) {
            EntryIndex index = index();
            EntryPlan plan = new EntryPlan(index);
            R done = planner.plan(index, plan);
            try {
                session.changeObjects(plan.changes(), index.number());
                return done;
            } catch (HsmException e) {
                if (e.code() != ReturnCode.CKR_FUNCTION_CANCELED || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
