package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectClasses;
import io.craton.hsm.cli.secret.Role;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code key trust}. */
@Command(
        name = "trust",
        description = {
            "Trust a wrapping key, as the SO: keys that leave under trusted keys only may leave under it. --pin is the SO"
                    + " PIN.",
            "Shows class, size, origin and uses of the key before it asks; trust is not taken back."
        })
final class KeyTrustCommand extends LoginCommand {
    @Option(
            names = "--unique-id",
            paramLabel = "ID",
            required = true,
            description =
                    "The unique id of the key, or of either half of a pair: 'key info' shows it.")
    private String uniqueId = "";

    @Option(
            names = "--imported",
            description =
                    "Also a key that this token did not make itself: somebody may know it, and reads what leaves under it.")
    private boolean imported;

    @Option(names = "--yes", description = "Do not ask before.")
    private boolean yes;

    @Override
    protected Role role() {
        return Role.SO;
    }

    @Override
    protected void run(Session session) {
        Slot slot = session.slot();
        TrustInfo key = slot.trustInfo(uniqueId, session);
        refuseBeforeTheQuestion(key);
        if (!yes) {
            lines(key).forEach(io().err()::line);
        }
        confirm("Trust this key? Whoever has it reads all that leaves under it.", yes);
        slot.trust(uniqueId, session, imported);
        output().done(json(key), "Trusted: " + words(key) + ".");
    }

    /** So that nobody answers it for nothing. */
    private static void refuseBeforeTheQuestion(TrustInfo key) {
        if (!key.objections().isEmpty()) {
            throw CliException.failed(
                    "the key cannot be trusted: it "
                            + String.join("; it ", key.objections())
                            + ". Make one with 'key generate --wrapping kwp'");
        }
    }

    private static List<String> lines(TrustInfo key) {
        return List.of(
                "Key:      " + words(key),
                "Origin:   " + key.origin().words(),
                "Uses:     " + uses(key),
                "Wraps by: "
                        + key.mechanisms().stream()
                                .map(Enum::name)
                                .collect(Collectors.joining(", ")));
    }

    private static String words(TrustInfo key) {
        return ObjectClasses.words(key.objectClass())
                + " '"
                + key.label()
                + "' ("
                + key.keyType().name().substring("CKK_".length()).toLowerCase(Locale.ROOT)
                + ", "
                + key.bits()
                + " bits)";
    }

    private static String uses(TrustInfo key) {
        return key.uses().stream()
                .map(use -> use.substring("CKA_".length()).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private static Map<String, @Nullable Object> json(TrustInfo key) {
        return Output.object(
                "trusted", true,
                "unique_id", key.uniqueId(),
                "label", key.label(),
                "class", ObjectClasses.words(key.objectClass()),
                "bits", key.bits(),
                "origin", key.origin().name().toLowerCase(Locale.ROOT),
                "uses", key.uses());
    }
}
