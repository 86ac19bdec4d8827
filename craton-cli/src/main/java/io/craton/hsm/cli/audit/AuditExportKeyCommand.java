package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Session;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.core.token.TokenCheckpointSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit export-key}. */
@Command(
        name = "export-key",
        description = {
            "Write the public keys that check checkpoints of the audit log, one a line.",
            "Give them to whoever is to check checkpoints and proofs, by a way that both trust."
        })
final class AuditExportKeyCommand extends CratonCommand {
    @Option(
            names = {"--key", "--label"},
            paramLabel = "LABEL[,LABEL]",
            required = true,
            description = "The labels of the keys.")
    private String labels = "";

    @Option(
            names = "--witness",
            paramLabel = "NAME",
            description = "The keys are those of a witness of this name: see 'audit cosign'.")
    private @Nullable String witness;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to; - is standard output, and the default.")
    private String file = "-";

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        String name =
                witness == null
                        ? settings().config().string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN)
                        : witness;
        String keys;
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            keys =
                    TokenCheckpointSigner.all(session, labels, name).stream()
                            .map(witness == null ? NoteKey::ofLog : NoteKey::ofWitness)
                            .map(key -> key.encoded() + "\n")
                            .collect(Collectors.joining());
        }
        DataFile.write(io(), file, keys.getBytes(StandardCharsets.UTF_8));
    }
}
