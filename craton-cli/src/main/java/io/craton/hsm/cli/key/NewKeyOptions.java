package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.spi.Bytes;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

    @Mixin private KeyRights rights = new KeyRights();

    @Option(
            names = "--wrapping",
            paramLabel = "MECHANISM",
            completionCandidates = WrappingMechanism.Names.class,
            description =
                    "Make a key that wraps other keys with this mechanism and never does anything else, so that the SO can trust it ('key trust'): "
                            + "${COMPLETION-CANDIDATES}.")
    private @Nullable String wrapping;

    /** Refuses a label that a key has already: the commands name keys by their labels. */
    void refuseDuplicate(Session session) {
        KeyLabels.refuseTaken(session, label);
    }

    /** Whether it is a key that wraps others and does nothing else. */
    boolean wraps() {
        return wrapping != null;
    }

    /** The key that the options ask for; its id is the given one, or random. */
    NewKey key(Session session, KeyKind kind) {
        WrappingMechanism bound = wrapping == null ? null : bound(wrapping, kind);
        Set<KeyUse> wanted = rights.uses(kind.type(), kind.name());
        byte[] bytes = id == null ? session.generateRandom(ID_BYTES) : ObjectSelector.parseId(id);
        return new NewKey(
                label,
                Bytes.of(bytes),
                rights.export(),
                bound == null ? wanted : WrappingMechanism.USES,
                bound,
                rights.startDate(),
                rights.endDate());
    }

    private WrappingMechanism bound(String name, KeyKind kind) {
        if (rights.areWidened()) {
            throw CliException.usage(
                    "a key of --wrapping wraps and unwraps, does nothing else and never leaves: without --use and"
                            + " --extractable");
        }
        return WrappingMechanism.of(name, kind);
    }
}
