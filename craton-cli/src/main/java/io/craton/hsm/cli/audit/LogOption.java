package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.proof.AuditProver;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --file}: the log that checkpoints and proofs are of, with its segments. */
final class LogOption {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "A log with its rotated segments beside it, or a directory of segments; by default the log of"
                            + " the configuration.")
    private @Nullable Path file;

    /** Whether it was given. */
    boolean isSet() {
        return file != null;
    }

    /** The log. */
    Path log(Supplier<Settings> settings) {
        Path log = file == null ? settings.get().config().path(ConfigKey.AUDIT_LOG_PATH) : file;
        if (!Files.exists(log)) {
            throw CliException.failed("there is no audit log " + log);
        }
        return log;
    }

    /** What makes proofs of its lines. */
    static AuditProver prover(Path log) throws IOException {
        return AuditProver.of(
                Files.isDirectory(log) ? AuditSource.of(log) : AuditSource.withRotated(log));
    }

    /**
     * The checkpoint that is meant.
     *
     * @param given a file, whose last checkpoint it is, or a number of lines: then it is one of the
     *     log's own
     */
    static Checkpoint checkpoint(String given, Supplier<Path> log) throws IOException {
        if (given.matches("[0-9]{1,18}") && !Files.exists(Path.of(given))) {
            long lines = Long.parseLong(given);
            return ofLog(log.get()).stream()
                    .filter(one -> one.size() == lines)
                    .findFirst()
                    .orElseThrow(() -> none(lines, log.get()));
        }
        List<Checkpoint> all = read(Path.of(given));
        return all.get(all.size() - 1);
    }

    private static CliException none(long lines, Path log) {
        String where = " lines in " + CheckpointFile.of(log);
        return CliException.failed("the log has no checkpoint of " + lines + where);
    }

    /** The newest checkpoint beside a log. */
    static Checkpoint newest(Path log) throws IOException {
        List<Checkpoint> all = ofLog(log);
        return all.get(all.size() - 1);
    }

    /** The checkpoints beside a log, oldest first; at least one. */
    static List<Checkpoint> ofLog(Path log) throws IOException {
        return read(CheckpointFile.of(log));
    }

    private static List<Checkpoint> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw CliException.failed(
                    "there is no file of checkpoints " + file + "; 'audit checkpoint' signs one");
        }
        List<Checkpoint> all;
        try {
            all = CheckpointFile.read(file);
        } catch (IllegalArgumentException e) {
            throw Evidence.broken(file + " is not a file of checkpoints", e);
        }
        if (all.isEmpty()) {
            throw CliException.failed("there is no checkpoint in " + file);
        }
        return all;
    }
}
