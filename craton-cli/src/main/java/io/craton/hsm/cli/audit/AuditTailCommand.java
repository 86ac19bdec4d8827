package io.craton.hsm.cli.audit;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.audit.export.LogFollower;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit tail}. */
@Command(
        name = "tail",
        description = {
            "Print the last entries of the audit log; with --follow also those to come.",
            "On a terminal a line has the time, who, what, the result and the object; in a pipe, or with --json, it is the"
                    + " entry as it is."
        })
final class AuditTailCommand extends CratonCommand {
    private static final long POLL_MILLIS = 200;

    @Option(
            names = "--lines",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the last lines are looked at; ${DEFAULT-VALUE} by default.")
    private long lines;

    @Option(names = "--follow", description = "Go on until interrupted, also through rotation.")
    private boolean follow;

    @Mixin private EntrySelection selection = new EntrySelection();

    @Override
    protected void run() throws IOException, InterruptedException {
        if (lines < 0) {
            throw CliException.usage("--lines takes 0 or more");
        }
        Path log = settings().config().path(ConfigKey.AUDIT_LOG_PATH);
        if (!follow && !Files.exists(log)) {
            throw CliException.failed("there is no audit log " + log);
        }
        boolean forPerson = !output().json() && io().terminal().outputIsTerminal();
        EntryLines words = new EntryLines(Colour.wanted(io().environment(), forPerson));
        Consumer<AuditEntry> printer =
                forPerson
                        ? entry -> io().out().line(words.line(entry))
                        : entry -> io().out().json(entry.json());
        try (LogFollower follower = LogFollower.of(log, lines, selection.filter())) {
            print(follower, printer);
            while (follow) {
                Thread.sleep(POLL_MILLIS);
                print(follower, printer);
            }
        }
    }

    private void print(LogFollower follower, Consumer<AuditEntry> printer) throws IOException {
        follower.poll().forEach(printer);
        io().out().flush();
    }
}
