package io.craton.hsm.cli.audit;

import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.InclusionProof;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit prove}. */
@Command(
        name = "prove",
        description = {
            "Prove that an entry is in the audit log of a checkpoint. Needs no PIN.",
            "The proof has the entry and the checkpoint in it; 'audit verify-proof' checks it anywhere."
        })
final class AuditProveCommand extends CratonCommand {
    @Option(
            names = "--entry",
            paramLabel = "N",
            required = true,
            description = "The sequence number of the entry.")
    private long entry;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description =
                    "A checkpoint, or the number of its lines; by default the last one beside the log.")
    private @Nullable String checkpoint;

    @Mixin private OutputOption target = new OutputOption();

    @Mixin private LogOption logOption = new LogOption();

    @Override
    protected void run() throws IOException {
        Path log = logOption.log(this::settings);
        Checkpoint against =
                checkpoint == null
                        ? LogOption.newest(log)
                        : LogOption.checkpoint(checkpoint, () -> log);
        if (entry < 1 || entry > against.size()) {
            throw CliException.failed(
                    "entry "
                            + entry
                            + " is not among the "
                            + against.size()
                            + " of the checkpoint; choose another, or sign a new one with 'audit checkpoint'");
        }
        InclusionProof proof;
        try {
            proof = LogOption.prover(log).prove(entry, against);
        } catch (IOException e) {
            throw Evidence.broken("entry " + entry + " cannot be proved", e);
        }
        DataFile.write(io(), target.file(), proof.text().getBytes(StandardCharsets.UTF_8));
    }
}
