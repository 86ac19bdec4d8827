package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.cert.Certificates;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.keyfile.KeyInFile;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.spi.Bytes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes token objects of the keys of files: each key with its public half in one commit. */
final class KeyImporter {
    private static final int ID_BYTES = 8;

    private final Session session;
    private final KeyRights rights;
    private final @Nullable Bytes id;

    /**
     * @param id the id that was asked for; null to derive that of a pair from its public key, as
     *     the key store does, and to make up that of a secret key
     */
    KeyImporter(Session session, KeyRights rights, @Nullable Bytes id) {
        this.session = session;
        this.rights = rights;
        this.id = id;
    }

    /**
     * What a key has become.
     *
     * @param key the private or secret key
     * @param certificates how many were stored with it
     * @param others how many came with it that are not its own
     */
    record Imported(TokenObject key, int certificates, int others) {}

    /**
     * Imports a key and the certificates that came with it.
     *
     * @throws CliException if the token does not take it; there is nothing of it then, or with
     *     certificates that it does not take, the key alone
     */
    Imported add(ImportSource.Candidate candidate) {
        KeyInFile key = candidate.key();
        String what = "the key of " + candidate.file();
        try {
            ObjectHandle handle =
                    key.isPrivate() ? pair(candidate) : secret(candidate, newKey(candidate, id()));
            Template named =
                    Template.builder().set(AttributeType.CKA_UNIQUE_ID, uniqueId(handle)).build();
            boolean own = hasCertificate(key, handle);
            if (own) {
                Certificates.store(session, key.chain(), null, null);
            }
            TokenObject made = TokenObject.find(session, named).get(0);
            return new Imported(made, own ? key.chain().size() : 0, own ? 0 : key.chain().size());
        } catch (HsmException e) {
            throw new CliException(ExitCode.FAILED, "the token does not take " + what, e);
        }
    }

    private boolean hasCertificate(KeyInFile key, ObjectHandle handle) {
        byte[] info =
                key.chain().isEmpty()
                        ? new byte[0]
                        : session.getAttribute(handle, AttributeType.CKA_PUBLIC_KEY_INFO);
        return key.chain().stream().anyMatch(certificate -> isOf(info, certificate));
    }

    private static boolean isOf(byte[] publicKeyInfo, X509Certificate certificate) {
        try {
            return Arrays.equals(publicKeyInfo, X509PublicKeys.ofCertificate(certificate));
        } catch (CertificateException e) {
            return false;
        }
    }

    private String uniqueId(ObjectHandle handle) {
        return session.getAttribute(handle, AttributeType.CKA_UNIQUE_ID);
    }

    private Bytes id() {
        return id == null ? Bytes.of(session.generateRandom(ID_BYTES)) : id;
    }

    private NewKey newKey(ImportSource.Candidate candidate, Bytes keyId) {
        return new NewKey(
                candidate.label(),
                keyId,
                rights.export(),
                rights.uses(candidate.key().type(), candidate.file()),
                null,
                rights.startDate(),
                rights.endDate());
    }

    /** What the file says, and what the options do beside it; wiped by the caller. */
    private static Template template(NewKey made, ObjectClass objectClass, Template key) {
        return made.template(objectClass).build().toBuilder().setAll(key).build();
    }

    private ObjectHandle secret(ImportSource.Candidate candidate, NewKey made) {
        Template template = template(made, ObjectClass.CKO_SECRET_KEY, candidate.key().key());
        try {
            return session.createObject(template);
        } finally {
            template.wipe();
        }
    }

    private ObjectHandle pair(ImportSource.Candidate candidate) {
        Template key = candidate.key().key();
        byte[] info = publicKeyInfo(candidate);
        NewKey made = newKey(candidate, id == null ? Bytes.of(KeyIds.of(info)) : id);
        Template privateHalf = template(made, ObjectClass.CKO_PRIVATE_KEY, key);
        Template publicHalf = PublicHalf.of(info, made.template(ObjectClass.CKO_PUBLIC_KEY));
        try {
            List<ObjectChange> both =
                    List.of(
                            new ObjectChange.Create(privateHalf),
                            new ObjectChange.Create(publicHalf));
            return session.changeObjects(both, -1).get(0);
        } finally {
            privateHalf.wipe();
        }
    }

    /** The module works it out, and compares it with what the file says. */
    private byte[] publicKeyInfo(ImportSource.Candidate candidate) {
        NewKey nobodys = newKey(candidate, Bytes.NONE);
        Template template =
                nobodys.template(ObjectClass.CKO_PRIVATE_KEY).build().toBuilder()
                        .setAll(candidate.key().key())
                        .token(false)
                        .build();
        ObjectHandle passing;
        try {
            passing = session.createObject(template);
        } finally {
            template.wipe();
        }
        try {
            return session.getAttribute(passing, AttributeType.CKA_PUBLIC_KEY_INFO);
        } finally {
            session.destroyObject(passing);
        }
    }
}
