package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.audit.CheckpointSigning;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code audit checkpoint}. */
@Command(
        name = "checkpoint",
        description = {
            "Sign a checkpoint of the audit log, as it is now, into LOG.checkpoints.",
            "Keys are Ed25519 or ML-DSA; with several labels each of them signs."
        })
final class AuditCheckpointCommand extends LoginCommand {
    @Mixin private SignersOption keys = new SignersOption();

    @Override
    protected void run(Session session) throws IOException {
        HsmConfig config = settings().config();
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        String origin = config.string(ConfigKey.AUDIT_CHECKPOINT_ORIGIN);
        String mode = config.string(ConfigKey.AUDIT_FILE_MODE);
        List<CheckpointSigner> signers = keys.signers(session, origin);
        Checkpoint checkpoint = sign(log, mode, config.clock(), signers);
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

    private static Checkpoint sign(
            Path log, String mode, Clock clock, List<CheckpointSigner> signers) throws IOException {
        try {
            return CheckpointSigning.sign(log, mode, clock, signers);
        } catch (FileSystemException e) {
            throw e;
        } catch (IOException e) {
            String what = "no checkpoint of " + log + " can be signed";
            throw new CliException(ExitCode.FAILED, what, e);
        }
    }
}
