package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.audit.export.AuditExport;
import io.craton.hsm.audit.export.AuditFilter;
import io.craton.hsm.audit.export.AuditFormat;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit show}. */
@Command(
        name = "show",
        description = {
            "Show entries of the audit log and its rotated segments: on a terminal a line for each with time, who, what, how, which"
                    + " object and result; in a pipe the entries as they are, one JSON object a line.",
            "Needs no PIN. Says nothing of the chain: 'audit verify-chain' does."
        })
final class AuditShowCommand extends CratonCommand {
    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "A log, a segment or a directory of segments; by default the log of the configuration.")
    private @Nullable Path file;

    @Option(names = "--text", description = "Lines for people in a pipe, too.")
    private boolean text;

    @Mixin private EntrySelection selection = new EntrySelection();

    @Override
    protected void run() throws IOException {
        Path log = file == null ? settings().config().path(ConfigKey.AUDIT_LOG_PATH) : file;
        if (!Files.exists(log)) {
            throw CliException.failed("there is no audit log " + log);
        }
        boolean segments = file != null || Files.isDirectory(log);
        AuditSource source = segments ? AuditSource.of(log) : AuditSource.withRotated(log);
        AuditFilter filter = selection.filter();
        boolean terminal = io().terminal().outputIsTerminal();
        if (output().json() || !(text || terminal)) {
            AuditFormat format = output().json() ? AuditFormat.JSON : AuditFormat.NDJSON;
            warnOf(AuditExport.write(source, filter, format, io().out().data()).malformed());
            return;
        }
        EntryLines lines = new EntryLines(Colour.wanted(io().environment(), terminal));
        warnOf(show(source, filter, lines));
    }

    private long show(AuditSource source, AuditFilter filter, EntryLines lines) throws IOException {
        long malformed = 0;
        try (LineCursor cursor = new LineCursor(source)) {
            for (LineReader reader = cursor.next(); reader != null; reader = cursor.next()) {
                Optional<AuditEntry> entry = AuditEntry.parse(reader.line());
                malformed += entry.isEmpty() ? 1 : 0;
                entry.filter(filter::matches).map(lines::line).ifPresent(io().out()::line);
            }
        }
        return malformed;
    }

    private void warnOf(long malformed) {
        if (malformed > 0) {
            String count = malformed + " lines that are no entries were left out";
            output().warn(count + "; run 'audit verify-chain'");
        }
    }
}
