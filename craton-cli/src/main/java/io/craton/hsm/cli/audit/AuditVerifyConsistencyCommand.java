package io.craton.hsm.cli.audit;

import io.craton.hsm.audit.proof.AuditProver;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.ConsistencyProof;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit verify-consistency}. */
@Command(
        name = "verify-consistency",
        description = {
            "Check that the audit log has only grown since a checkpoint: nothing was changed or taken out.",
            "Against the log itself, or with --proof against a proof alone. Exit code 5 if it has not."
        })
final class AuditVerifyConsistencyCommand extends CratonCommand {
    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description =
                    "The earlier checkpoint: a file that was kept, or the number of entries of one beside the log; 0 for none.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The later one, in the same way; by default the log as it is now.")
    private @Nullable String to;

    @Option(
            names = "--proof",
            paramLabel = "FILE",
            description = "A proof that --output wrote; it has the later checkpoint in it.")
    private @Nullable Path proof;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Keys, one a line; each of them has to have signed both checkpoints.")
    private @Nullable Path keys;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write the proof, for a witness or another auditor; - is standard output.")
    private @Nullable String output;

    @Mixin private LogOption logOption = new LogOption();

    @Override
    protected void run() throws IOException {
        Checkpoint earlier =
                from.equals("0")
                        ? null
                        : LogOption.checkpoint(from, () -> logOption.log(this::settings));
        ConsistencyProof found =
                proof == null ? prove(earlier) : Evidence.read(proof, ConsistencyProof::parse);
        verify(earlier, found);
        if (output != null) {
            DataFile.write(io(), output, found.text().getBytes(StandardCharsets.UTF_8));
        }
        if (!"-".equals(output)) {
            report(earlier == null ? 0 : earlier.size(), found.to());
        }
    }

    private void verify(@Nullable Checkpoint earlier, ConsistencyProof found) throws IOException {
        if (keys != null) {
            List<NoteKey> trusted = Evidence.keys(keys);
            if (earlier != null) {
                Evidence.signedBy(earlier, trusted);
            }
            if (to != null || proof != null) {
                Evidence.signedBy(found.to(), trusted);
            }
        }
        if (earlier != null && !found.verify(earlier)) {
            String log = "the log of " + found.to().size() + " entries does not continue";
            String advice = ": it was changed since; keep both and find out who did it";
            throw Evidence.broken(log + " the checkpoint of " + earlier.size() + advice);
        }
    }

    private void report(long before, Checkpoint now) {
        Map<String, @Nullable Object> result =
                Output.object(
                        "status",
                        "consistent",
                        "origin",
                        now.origin(),
                        "from",
                        before,
                        "to",
                        now.size());
        String grown = " grew from " + before + " to " + now.size() + " entries";
        output().result(result, List.of("CONSISTENT: " + now.origin() + grown));
    }

    private ConsistencyProof prove(@Nullable Checkpoint earlier) throws IOException {
        if (to == null && (earlier == null || output != null)) {
            throw CliException.usage(
                    "a proof from the start, or one for others, needs a signed checkpoint: give --to");
        }
        Path log = logOption.log(this::settings);
        AuditProver prover = LogOption.prover(log);
        Checkpoint later = to == null ? null : LogOption.checkpoint(to, () -> log);
        long since = earlier == null ? 0 : earlier.size();
        try {
            Checkpoint end =
                    later != null || earlier == null
                            ? java.util.Objects.requireNonNull(later)
                            : prover.checkpoint(earlier.origin(), -1);
            if (end.size() < since) {
                throw new IOException(
                        "there are only " + end.size() + " entries, and " + since + " before");
            }
            return prover.proveConsistency(since, end);
        } catch (IOException e) {
            String broken = "the log does not continue the checkpoint of " + since + " entries";
            throw Evidence.broken(broken, e);
        }
    }
}
