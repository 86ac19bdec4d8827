package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of commands that make keys. */
final class NewKeyOptions {
    @Mixin private NewKeyName name = new NewKeyName();

    @Mixin private KeyRights rights = new KeyRights();

    @Option(
            names = "--wrapping",
            paramLabel = "MECHANISM",
            completionCandidates = WrappingMechanism.Names.class,
            description =
                    "Make a key that wraps other keys with this mechanism and never does anything else, so that the SO can trust it ('key trust'): "
                            + "${COMPLETION-CANDIDATES}.")
    private @Nullable String wrapping;

    /** Refuses a label that names nothing, or another key. */
    void refuseUnusable(Session session) {
        name.refuseUnusable(session);
    }

    /** Whether it is a key that wraps others and does nothing else. */
    boolean wraps() {
        return wrapping != null;
    }

    /** The key that the options ask for; its id is the given one, or random. */
    NewKey key(Session session, KeyKind kind) {
        WrappingMechanism bound = wrapping == null ? null : bound(wrapping, kind);
        Set<KeyUse> wanted = rights.uses(kind.type(), kind.name());
        return new NewKey(
                name.label(),
                name.id(session),
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
