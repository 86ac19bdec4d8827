package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.audit.export.AuditExport;
import io.craton.hsm.audit.export.AuditFormat;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.command.OutputOption;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code audit export-json}, {@code export-ndjson}, {@code export-syslog} and {@code export-cef}:
 * one command in four forms.
 */
final class AuditExportCommands {
    private AuditExportCommands() {}

    /** What they have in common. */
    @Command
    abstract static class Export extends CratonCommand {
        private final AuditFormat format;

        @Option(
                names = "--file",
                paramLabel = "FILE",
                description =
                        "A log, a segment or a directory of segments; by default the log of the configuration.")
        private @Nullable Path file;

        @Mixin private OutputOption target = new OutputOption();

        @Mixin private EntrySelection selection = new EntrySelection();

        Export(AuditFormat format) {
            this.format = format;
        }

        @Override
        protected final void run() throws IOException {
            Path log = file == null ? settings().config().path(ConfigKey.AUDIT_LOG_PATH) : file;
            if (!Files.exists(log)) {
                throw CliException.failed("there is no audit log " + log);
            }
            AuditSource source = AuditSource.of(log);
            DataFile.write(
                    io(), target.file(), DataFile.Access.PRIVATE, out -> export(source, out));
        }

        private void export(AuditSource source, OutputStream out) throws IOException {
            AuditExport done = AuditExport.write(source, selection.filter(), format, out);
            if (done.malformed() > 0) {
                String count = done.malformed() + " lines that are no entries were left out";
                output().warn(count + "; run 'audit verify-chain'");
            }
        }
    }

    /** {@code audit export-json}. */
    @Command(
            name = "export-json",
            description = "Write entries of the audit log as one JSON array.")
    static final class Json extends Export {
        Json() {
            super(AuditFormat.JSON);
        }
    }

    /** {@code audit export-ndjson}. */
    @Command(
            name = "export-ndjson",
            description = "Write entries of the audit log as they are, one JSON object a line.")
    static final class Ndjson extends Export {
        Ndjson() {
            super(AuditFormat.NDJSON);
        }
    }

    /** {@code audit export-syslog}. */
    @Command(
            name = "export-syslog",
            description = "Write entries of the audit log as syslog messages (RFC 5424).")
    static final class Syslog extends Export {
        Syslog() {
            super(AuditFormat.SYSLOG);
        }
    }

    /** {@code audit export-cef}. */
    @Command(
            name = "export-cef",
            description = "Write entries of the audit log in the Common Event Format (CEF).")
    static final class Cef extends Export {
        Cef() {
            super(AuditFormat.CEF);
        }
    }
}
