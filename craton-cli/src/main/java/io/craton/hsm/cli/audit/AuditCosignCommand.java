package io.craton.hsm.cli.audit;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.ConsistencyProof;
import io.craton.hsm.audit.proof.Cosigner;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import io.craton.hsm.core.token.TokenCheckpointSigner;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit cosign}. */
@Command(
        name = "cosign",
        description = {
            "Witness a log of somebody else: sign its checkpoint if it continues the one signed last.",
            "The proof comes from the owner ('audit verify-consistency --output'), or is made from the log with --file.",
            "Exit code 5, and no signature, if the log was changed or cut."
        })
final class AuditCosignCommand extends CratonCommand {
    @Option(
            names = {"--key", "--label"},
            paramLabel = "LABEL",
            required = true,
            description = "The key of the witness, Ed25519 or ML-DSA-44; it signs nothing else.")
    private String label = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "The name of the witness in the signature.")
    private String name = "";

    @Option(
            names = "--log-key",
            paramLabel = "FILE",
            required = true,
            description = "The keys of the log, one a line; each of them has to have signed.")
    private Path logKeys = Path.of("");

    @Option(
            names = "--state",
            paramLabel = "FILE",
            required = true,
            description =
                    "Where the witness keeps the checkpoint that it signed last; made at the first time.")
    private Path state = Path.of("");

    @Option(
            names = "--proof",
            paramLabel = "FILE",
            description = "The proof that the log continues that checkpoint.")
    private @Nullable Path proof;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Where the checkpoint with all signatures goes, for the owner; - is standard output.")
    private @Nullable String output;

    @Mixin private LogOption logOption = new LogOption();
    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        List<NoteKey> trusted = Evidence.keys(logKeys);
        Checkpoint last = Files.exists(state) ? Evidence.read(state, Checkpoint::parse) : null;
        ConsistencyProof found = proof(last == null ? 0 : last.size());
        Evidence.signedBy(found.to(), trusted);
        Checkpoint cosigned;
        try (OpenToken token = open();
                Session session = token.slot().openSession(SessionMode.READ_WRITE)) {
            logIn(session, Role.USER, pinOptions);
            List<CheckpointSigner> signers = TokenCheckpointSigner.all(session, label, name);
            if (signers.size() != 1) {
                throw CliException.failed(
                        "a witness signs with one key; '" + label + "' are several");
            }
            cosigned =
                    Cosigner.of(signers.get(0), Evidence.check(), token.hsm().config().clock())
                            .cosign(last, found, trusted.get(0));
        } catch (IllegalArgumentException e) {
            throw Evidence.broken("the log cannot be cosigned", e);
        }
        byte[] note = cosigned.note().getBytes(StandardCharsets.UTF_8);
        // The memory first: what was given away must not be forgotten.
        DataFile.write(io(), state.toString(), note);
        if (output != null) {
            DataFile.write(io(), output, note);
        }
        if (!"-".equals(output)) {
            Map<String, @Nullable Object> result =
                    Output.object(
                            "origin", cosigned.origin(),
                            "entries", cosigned.size(),
                            "witness", name);
            String entries = cosigned.size() + " entries of " + cosigned.origin();
            output().done(result, "Cosigned the checkpoint of " + entries);
        }
    }

    private ConsistencyProof proof(long since) throws IOException {
        if (proof != null) {
            return Evidence.read(proof, ConsistencyProof::parse);
        }
        if (!logOption.isSet()) {
            throw CliException.usage("say what to cosign: --proof FILE, or --file LOG");
        }
        Path log = logOption.log(this::settings);
        Checkpoint newest = LogOption.newest(log);
        if (newest.size() < since) {
            String sizes = newest.size() + " entries, and one of " + since + " was cosigned";
            throw Evidence.broken(
                    "the newest checkpoint is of " + sizes + ": the log was cut or put back");
        }
        try {
            return LogOption.prover(log).proveConsistency(since, newest);
        } catch (IOException e) {
            throw Evidence.broken("the log cannot be cosigned", e);
        }
    }
}
