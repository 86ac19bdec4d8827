package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Progress;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code audit verify-chain}. */
@Command(
        name = "verify-chain",
        description = {
            "Verify that every entry of the audit log follows the one before it. Needs no PIN and no lock.",
            "Without --file: the log of the configuration, to the entry that is remembered outside of it.",
            "Exit code 5 and the first bad line if it does not verify."
        })
final class AuditVerifyChainCommand extends CratonCommand {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "A log, an archived segment, gzipped or not, or a directory of segments.")
    private @Nullable Path file;

    @Option(
            names = "--prev-hash",
            paramLabel = "HEX",
            description =
                    "The hash of the last entry of the segment before: the first entry has to follow it.")
    private @Nullable String previousHash;

    @Option(
            names = "--head",
            paramLabel = "HEX",
            description =
                    "The hash of an entry that has to be there, such as the last one of an earlier verification.")
    private @Nullable String head;

    @Override
    protected void run() throws IOException {
        ChainVerifier verifier = ChainVerifier.create();
        Path log;
        if (file == null) {
            HsmConfig config = settings().config();
            log = config.path(ConfigKey.AUDIT_LOG_PATH);
            verifier = remembering(verifier, config.path(ConfigKey.TOKEN_STORAGE_PATH));
        } else {
            log = file;
        }
        if (!Files.exists(log)) {
            throw CliException.failed("there is no audit log " + log);
        }
        if (previousHash != null) {
            verifier = verifier.withPreviousHash(hash("--prev-hash", previousHash));
        }
        if (head != null) {
            verifier = verifier.withHead(hash("--head", head));
        }
        report(log, verified(verifier, log));
    }

    private ChainVerification verified(ChainVerifier verifier, Path log) throws IOException {
        Progress progress = progress("Verifying");
        try {
            return verifier.verify(log);
        } finally {
            progress.end();
        }
    }

    private static ChainVerifier remembering(ChainVerifier verifier, Path stateDirectory)
            throws IOException {
        return Files.isDirectory(stateDirectory)
                ? ChainVerifier.rememberedHead(stateDirectory)
                        .map(verifier::withHead)
                        .orElse(verifier)
                : verifier;
    }

    private void report(Path log, ChainVerification found) {
        Map<String, @Nullable Object> json =
                Output.object(
                        "status", found.valid() ? "valid" : "broken",
                        "file", log.toString(),
                        "entries_verified", found.valid() ? found.lines() : found.lines() - 1,
                        "first_sequence", found.firstSequence(),
                        "last_sequence", found.lastSequence(),
                        "previous_hash", found.previousHash(),
                        "head_hash", found.headHash());
        found.firstBreak().ifPresent(broken -> json.put("break", json(broken)));
        output().result(json, List.of("Audit Chain Verification: " + found.summary()));
        if (!found.valid()) {
            String advice = "keep it as it is and find out who changed it";
            throw CliException.afterResult(
                    ExitCode.INTEGRITY,
                    "the audit log " + log + " is not what was written; " + advice);
        }
    }

    private static Map<String, @Nullable Object> json(ChainVerification.Break broken) {
        return Output.object(
                "segment", broken.segment().toString(),
                "line", broken.line(),
                "reason", broken.reason().words(),
                "message", broken.message());
    }

    private static String hash(String option, String text) {
        if (!text.matches("[0-9a-fA-F]{64}")) {
            throw CliException.usage(option + " takes the 64 hexadecimal digits of a SHA-256");
        }
        return text.toLowerCase(java.util.Locale.ROOT);
    }
}
