package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Session;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.DataFile;
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
final class AuditExportKeyCommand extends LoginCommand {
    @Mixin private SignersOption keys = new SignersOption();

    @Option(
            names = "--witness",
            paramLabel = "NAME",
            description = "The keys are those of a witness of this name: see 'audit cosign'.")
    private @Nullable String witness;

    @Mixin private OutputOption target = new OutputOption();

    @Override
    protected void run(Session session) throws IOException {
        String name =
                witness == null
                        ? settings().config().string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN)
                        : witness;
        String lines =
                keys.signers(session, name).stream()
                        .map(witness == null ? NoteKey::ofLog : NoteKey::ofWitness)
                        .map(key -> key.encoded() + "\n")
                        .collect(Collectors.joining());
        DataFile.write(io(), target.file(), lines.getBytes(StandardCharsets.UTF_8));
    }
}
