package io.craton.hsm.cli.audit;

import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.InclusionProof;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit verify-proof}. */
@Command(
        name = "verify-proof",
        description = {
            "Check the proof of an entry with public keys alone: no log, no token, no PIN.",
            "Exit code 5 if it proves nothing."
        })
final class AuditVerifyProofCommand extends CratonCommand {
    @Option(
            names = "--proof",
            paramLabel = "FILE",
            required = true,
            description = "The proof, as 'audit prove' wrote it.")
    private Path proof = Path.of("");

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            required = true,
            description =
                    "The keys, one a line, as 'audit export-key' writes them; each of them has to have signed.")
    private Path keys = Path.of("");

    @Override
    protected void run() throws IOException {
        var trusted = Evidence.keys(keys);
        InclusionProof found = Evidence.read(proof, InclusionProof::parse);
        Evidence.signedBy(found.checkpoint(), trusted);
        if (!found.verify(trusted.get(0), Evidence.check())) {
            throw Evidence.broken("the entry of the proof is not in the log of its checkpoint");
        }
        Map<String, @Nullable Object> result =
                Output.object(
                        "status", "valid",
                        "origin", found.checkpoint().origin(),
                        "entries", found.checkpoint().size(),
                        "sequence", found.sequence(),
                        "entry", found.entry());
        Checkpoint of = found.checkpoint();
        String valid = "VALID: entry " + found.sequence() + " of the " + of.size();
        output().result(result, List.of(valid + " of " + of.origin(), found.entry()));
    }
}
