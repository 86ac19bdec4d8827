package io.craton.hsm.cli.key;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.spi.Bytes;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of commands that make keys. */
final class NewKeyOptions {
    private static final int ID_BYTES = 8;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            required = true,
            description = "The label of the new key.")
    private String label = "";

    @Option(
            names = "--id",
            paramLabel = "HEX",
            description = "The id that its parts and its certificate share; random by default.")
    private @Nullable String id;

    @Option(
            names = "--extractable",
            description =
                    "Let the key be wrapped for export later, under keys that the SO trusts. Nothing shows it in plain text even so.")
    private boolean extractable;

    @Option(
            names = "--wrap-with",
            paramLabel = "WHICH",
            description =
                    "Under which keys an extractable key may leave: trusted (the default) or any. Under any key also means under one that somebody knows.")
    private @Nullable String wrapWith;

    @Option(
            names = "--wrapping",
            paramLabel = "MECHANISM",
            completionCandidates = WrappingMechanism.Names.class,
            description =
                    "Make a key that wraps other keys with this mechanism and never does anything else, so that the SO can trust it ('key trust'): "
                            + "${COMPLETION-CANDIDATES}.")
    private @Nullable String wrapping;

    @Option(
            names = "--use",
            paramLabel = "USE",
            split = ",",
            description =
                    "What it may do: ${COMPLETION-CANDIDATES}. By default what its type is for.")
    private @Nullable Set<KeyUse> uses;

    @Option(
            names = "--start-date",
            paramLabel = "DATE",
            description = "The first day it may be used, such as 2027-01-31.")
    private @Nullable LocalDate startDate;

    @Option(names = "--end-date", paramLabel = "DATE", description = "The last day it may be used.")
    private @Nullable LocalDate endDate;

    /** Refuses a label that a key has already: the commands name keys by their labels. */
    void refuseDuplicate(Session session) {
        for (ObjectClass objectClass :
                EnumSet.of(
                        ObjectClass.CKO_PRIVATE_KEY,
                        ObjectClass.CKO_PUBLIC_KEY,
                        ObjectClass.CKO_SECRET_KEY)) {
            Template template =
                    Template.builder().objectClass(objectClass).label(label).token(true).build();
            if (!session.findObjects(template).isEmpty()) {
                throw CliException.failed(
                        "the token has a key with the label '"
                                + label
                                + "' already; choose another, or remove it first with 'key delete'");
            }
        }
    }

    /** Whether it is a key that wraps others and does nothing else. */
    boolean wraps() {
        return wrapping != null;
    }

    /** The key that the options ask for; its id is the given one, or random. */
    NewKey key(Session session, KeyKind kind) {
        WrappingMechanism bound = wrapping == null ? null : bound(wrapping, kind);
        Export export = export();
        Set<KeyUse> wanted = uses == null ? kind.uses() : fitting(uses, kind);
        byte[] bytes = id == null ? session.generateRandom(ID_BYTES) : ObjectSelector.parseId(id);
        return new NewKey(
                label,
                Bytes.of(bytes),
                export,
                bound == null ? wanted : WrappingMechanism.USES,
                bound,
                startDate,
                endDate);
    }

    /** What a secret key has no attribute for is refused: it would be left out without a word. */
    private static Set<KeyUse> fitting(Set<KeyUse> wanted, KeyKind kind) {
        if (!kind.pair() && wanted.stream().anyMatch(KeyUse::isOfPairs)) {
            throw CliException.usage(
                    "--use encapsulate and decapsulate are for key pairs, and "
                            + kind.name()
                            + " is a secret key; leave them out");
        }
        return wanted;
    }

    private WrappingMechanism bound(String name, KeyKind kind) {
        if (extractable || uses != null) {
            throw CliException.usage(
                    "a key of --wrapping wraps and unwraps, does nothing else and never leaves: without --use and"
                            + " --extractable");
        }
        return WrappingMechanism.of(name, kind);
    }

    private Export export() {
        String which = wrapWith == null ? "trusted" : wrapWith.toLowerCase(Locale.ROOT);
        if (!which.equals("trusted") && !which.equals("any")) {
            throw CliException.usage("--wrap-with takes trusted or any");
        }
        if (!extractable) {
            if (wrapWith != null) {
                throw CliException.usage("--wrap-with belongs to --extractable");
            }
            return Export.NEVER;
        }
        return which.equals("any") ? Export.UNDER_ANY : Export.UNDER_TRUSTED;
    }
}
