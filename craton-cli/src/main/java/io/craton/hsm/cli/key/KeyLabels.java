package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import java.util.List;

/** Labels of keys: the commands name keys by them, so that two have never the same. */
final class KeyLabels {
    private static final List<ObjectClass> CLASSES =
            List.of(
                    ObjectClass.CKO_PRIVATE_KEY,
                    ObjectClass.CKO_PUBLIC_KEY,
                    ObjectClass.CKO_SECRET_KEY);

    private KeyLabels() {}

    /** Whether a key of the token has it. */
    static boolean isTaken(Session session, String label) {
        for (ObjectClass objectClass : CLASSES) {
            Template template =
                    Template.builder().objectClass(objectClass).label(label).token(true).build();
            if (!session.findObjects(template).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** A label that no key has: this one, or with a number behind it. */
    static String free(Session session, String label) {
        String free = label;
        for (int i = 2; isTaken(session, free); i++) {
            free = label + "-" + i;
        }
        return free;
    }

    /**
     * Refuses a label that names nothing, or that a key has already.
     *
     * @throws CliException if it is one of these
     */
    static void refuseTaken(Session session, String label) {
        if (label.isEmpty()) {
            throw CliException.usage("the label is empty; a key is named by it");
        }
        if (isTaken(session, label)) {
            throw CliException.failed(
                    "the token has a key with the label '"
                            + label
                            + "' already; choose another, or remove it first with 'key delete'");
        }
    }
}
