package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.audit.CheckpointSigning;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.core.token.TokenCheckpointSigner;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit checkpoint}. */
@Command(
        name = "checkpoint",
        description = {
            "Sign a checkpoint of the audit log, as it is now, into LOG.checkpoints.",
            "Keys are Ed25519 or ML-DSA; with several labels each of them signs."
        })
final class AuditCheckpointCommand extends CratonCommand {
    @Option(
            names = {"--key", "--label"},
            paramLabel = "LABEL[,LABEL]",
            required = true,
            description = "The labels of the keys.")
    private String labels = "";

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        HsmConfig config = settings().config();
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        Checkpoint checkpoint;
        try (OpenToken token = open();
                Secret pin = secrets().pin(pinOptions, "Enter user PIN: ");
                Session session = token.userSession(pin)) {
            String origin = config.string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN);
            String mode = config.string(ConfigKey.AUDIT_FILE_MODE);
            List<CheckpointSigner> signers = TokenCheckpointSigner.all(session, labels, origin);
            checkpoint = CheckpointSigning.sign(log, mode, config.clock(), signers);
        }
        String file = CheckpointFile.of(log).toString();
        Map<String, @Nullable Object> result =
                Output.object(
                        "origin", checkpoint.origin(),
                        "entries", checkpoint.size(),
                        "file", file,
                        "checkpoint", checkpoint.note());
        String signed = "Checkpoint of " + checkpoint.size() + " entries signed into " + file;
        output().done(result, signed + "; keep a copy elsewhere");
    }
}
