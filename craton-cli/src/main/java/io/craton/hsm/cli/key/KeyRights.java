package io.craton.hsm.cli.key;

import io.craton.hsm.KeyType;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a new key may do, until when, and whether it may leave. */
final class KeyRights {
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

    /** Whether it may do what its type is not for, or leave. */
    boolean areWidened() {
        return extractable || uses != null;
    }

    /** The first day, or null. */
    @Nullable LocalDate startDate() {
        return startDate;
    }

    /** The last day, or null. */
    @Nullable LocalDate endDate() {
        return endDate;
    }

    /**
     * What a key of this type may do. What a secret key has no attribute for is refused: it would
     * be left out without a word.
     *
     * @param name what the key is called in the sentence
     */
    Set<KeyUse> uses(KeyType type, String name) {
        if (uses == null) {
            return KeyKind.uses(type);
        }
        if (type.kind().isSecret() && uses.stream().anyMatch(KeyUse::isOfPairs)) {
            throw CliException.usage(
                    "--use encapsulate and decapsulate are for key pairs, and "
                            + name
                            + " is a secret key; leave them out");
        }
        return uses;
    }

    /**
     * Whether it may leave.
     *
     * @throws CliException if the two options about it do not go together
     */
    Export export() {
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
