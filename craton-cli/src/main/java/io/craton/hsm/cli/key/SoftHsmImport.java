package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.keyfile.SoftHsmToken;
import io.craton.hsm.cli.object.KeyNames;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.signature.SignatureAlgorithm;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/**
 * Makes objects of those of a SoftHSM token.
 *
 * <ol>
 *   <li>A label that a key here has already is refused.
 *   <li>Every key is proved as a session object.
 *   <li>Everything is made in one commit.
 * </ol>
 */
final class SoftHsmImport {
    private static final int CHALLENGE_BYTES = 32;

    private final Session session;

    SoftHsmImport(Session session) {
        this.session = session;
    }

    /** How it is known that what was read is the key. */
    enum Proof {
        /** The public key of the other token verifies what it signs. */
        SIGNATURE("a signature"),
        /** Its value has the check value that the other token has for it. */
        CHECK_VALUE("its check value"),
        /** It is public, or signs nothing and has nothing to be compared with. */
        NONE("-");

        private final String words;

        Proof(String words) {
            this.words = words;
        }

        /** In a table. */
        String words() {
            return words;
        }
    }

    /**
     * What an object has become.
     *
     * @param object here
     * @param proof how it was proved
     */
    record Imported(TokenObject object, Proof proof) {}

    /**
     * Imports all objects of a token.
     *
     * @throws CliException if one is not taken, or not proved; nothing was imported then
     */
    List<Imported> add(SoftHsmToken token) {
        List<Template> templates = new ArrayList<>();
        try {
            List<Proof> proofs = new ArrayList<>();
            for (Template object : token.objects()) {
                refuseTaken(object);
                Template template = made(object);
                templates.add(template);
                proofs.add(proved(template, token.objects()));
            }
            List<ObjectChange> changes = new ArrayList<>();
            templates.forEach(template -> changes.add(new ObjectChange.Create(template)));
            return imported(commit(changes), proofs);
        } finally {
            templates.forEach(Template::wipe);
        }
    }

    private List<ObjectHandle> commit(List<ObjectChange> changes) {
        try {
            return session.changeObjects(changes, -1);
        } catch (HsmException e) {
            String nothing = "nothing was imported: the token does not take an object";
            throw new CliException(ExitCode.FAILED, nothing, e);
        }
    }

    private void refuseTaken(Template object) {
        String label = label(object);
        if (object.has(AttributeType.CKA_KEY_TYPE) && KeyLabels.isTaken(session, label)) {
            throw CliException.failed(
                    "nothing was imported, for the token has a key with the label '"
                            + label
                            + "' already; rename either, or delete the one here");
        }
    }

    private static String label(Template object) {
        return object.get(AttributeType.CKA_LABEL, "");
    }

    /** Keys are private and sensitive at this door, whatever they were. */
    private static Template made(Template object) {
        Template.Builder template = object.toBuilder().token(true);
        if (isKept(object)) {
            template.set(AttributeType.CKA_PRIVATE, true).set(AttributeType.CKA_SENSITIVE, true);
        }
        if (object.get(AttributeType.CKA_CLASS) == ObjectClass.CKO_CERTIFICATE) {
            // SoftHSM has one that is not of the certificate's value.
            template.remove(AttributeType.CKA_CHECK_VALUE);
        }
        return template.build();
    }

    private static boolean isKept(Template object) {
        ObjectClass objectClass = object.get(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA);
        return objectClass == ObjectClass.CKO_PRIVATE_KEY
                || objectClass == ObjectClass.CKO_SECRET_KEY;
    }

    private Proof proved(Template template, List<Template> all) {
        if (!isKept(template)) {
            return Proof.NONE;
        }
        String what = "the key '" + label(template) + "'";
        try {
            // A check value that is not its own is refused here.
            ObjectHandle passing = passing(template, KeyUse.SIGN);
            try {
                return proved(passing, template, all);
            } finally {
                session.destroyObject(passing);
            }
        } catch (HsmException e) {
            throw new CliException(
                    ExitCode.FAILED, "nothing was imported: the token does not take " + what, e);
        }
    }

    private Proof proved(ObjectHandle passing, Template template, List<Template> all) {
        if (template.get(AttributeType.CKA_CLASS) == ObjectClass.CKO_SECRET_KEY) {
            return template.has(AttributeType.CKA_CHECK_VALUE) ? Proof.CHECK_VALUE : Proof.NONE;
        }
        Optional<Template> half = all.stream().filter(each -> isHalf(each, template)).findFirst();
        Optional<SignatureAlgorithm> algorithm = algorithm(passing);
        if (half.isEmpty() || algorithm.isEmpty()) {
            return Proof.NONE;
        }
        byte[] challenge = session.generateRandom(CHALLENGE_BYTES);
        byte[] signature = session.sign(algorithm.get().mechanism(), passing, challenge);
        ObjectHandle verifier = passing(half.get(), KeyUse.VERIFY);
        try {
            session.verify(algorithm.get().mechanism(), verifier, challenge, signature);
            return Proof.SIGNATURE;
        } finally {
            session.destroyObject(verifier);
        }
    }

    private static boolean isHalf(Template other, Template privateKey) {
        return other.get(AttributeType.CKA_CLASS) == ObjectClass.CKO_PUBLIC_KEY
                && other.same(AttributeType.CKA_KEY_TYPE, privateKey)
                && other.same(AttributeType.CKA_ID, privateKey)
                && other.same(AttributeType.CKA_LABEL, privateKey);
    }

    /** Empty if keys of its kind do not sign. */
    private Optional<SignatureAlgorithm> algorithm(ObjectHandle key) {
        AttributeType<?>[] types = KeyNames.attributes().toArray(AttributeType<?>[]::new);
        String kind = KeyNames.of(session.getAttributes(key, types));
        try {
            return Optional.of(SignatureAlgorithm.usual(kind));
        } catch (CliException e) {
            return Optional.empty();
        }
    }

    /** A session object with this one use. */
    private ObjectHandle passing(Template template, KeyUse use) {
        // A builder of the template has its arrays, which are needed after these are wiped.
        Template copy = Template.builder().setAll(template).build();
        Template.Builder passing = copy.toBuilder().token(false);
        List.of(KeyUse.attributes()).forEach(passing::remove);
        passing.remove(AttributeType.CKA_ALLOWED_MECHANISMS);
        passing.remove(AttributeType.CKA_START_DATE);
        passing.remove(AttributeType.CKA_END_DATE);
        passing.remove(AttributeType.CKA_ALWAYS_AUTHENTICATE);
        ObjectClass objectClass = template.get(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY);
        KeyUse.set(passing, objectClass, EnumSet.of(use));
        Template ready = passing.build();
        try {
            return session.createObject(ready);
        } finally {
            ready.wipe();
        }
    }

    private List<Imported> imported(List<ObjectHandle> made, List<Proof> proofs) {
        List<Imported> imported = new ArrayList<>();
        for (int i = 0; i < made.size(); i++) {
            String id = session.getAttribute(made.get(i), AttributeType.CKA_UNIQUE_ID);
            Template named = Template.builder().set(AttributeType.CKA_UNIQUE_ID, id).build();
            imported.add(new Imported(TokenObject.find(session, named).get(0), proofs.get(i)));
        }
        return imported;
    }
}
