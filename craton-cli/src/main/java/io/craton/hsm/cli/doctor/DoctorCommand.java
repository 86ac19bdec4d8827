package io.craton.hsm.cli.doctor;

import io.craton.hsm.HsmException;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.StyledLine;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.module.Settings;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code doctor}. */
@Command(
        name = "doctor",
        description = {
            "Check the installation: Java, configuration, memory, program files, paths and permissions, lock, self-test,"
                    + " random generator, audit chain.",
            "Exit code 1 if something has failed. Needs no PIN."
        })
public final class DoctorCommand extends CratonCommand {
    @Override
    protected void run() {
        List<Check> checks = new ArrayList<>();
        Settings settings = settings();
        checks.add(Checks.java());
        checks.add(Checks.configuration(settings.file()));
        checks.addAll(look("Memory", () -> List.of(Checks.memory())));
        checks.addAll(look("Program files", () -> List.of(Checks.integrity())));
        checks.addAll(look("Paths", () -> Checks.paths(settings.config())));
        checks.addAll(look("Module", () -> Checks.module(settings.config())));
        checks.addAll(look("Audit chain", () -> List.of(Checks.auditChain(settings.config()))));
        long failed =
                checks.stream().filter(check -> check.verdict() == Check.Verdict.FAILED).count();
        List<?> found = checks.stream().map(DoctorCommand::json).toList();
        Map<String, @Nullable Object> result = Output.object("ok", failed == 0, "checks", found);
        output().styled(result, lines(checks));
        if (failed > 0) {
            throw CliException.afterResult(
                    ExitCode.FAILED,
                    failed + (failed == 1 ? " check has failed" : " checks have failed"));
        }
    }

    private interface Look {
        List<Check> run() throws IOException;
    }

    /**
     * A look has failed if a file of the program that it needs is damaged or missing, or if this
     * account may not see what it looks at; the others are taken all the same.
     */
    private static List<Check> look(String subject, Look look) {
        try {
            return look.run();
        } catch (IOException | HsmException | CliException e) {
            LoggerFactory.getLogger(DoctorCommand.class).debug("a look has failed", e);
            return List.of(Check.failed(subject, Causes.of(e)));
        } catch (LinkageError | ServiceConfigurationError e) {
            LoggerFactory.getLogger(DoctorCommand.class).debug("a class cannot be used", e);
            return List.of(Check.failed(subject, CliException.damaged(e)));
        }
    }

    private static Map<String, @Nullable Object> json(Check check) {
        return Output.object(
                "subject", check.subject(),
                "verdict", check.verdict().name().toLowerCase(Locale.ROOT),
                "detail", check.detail());
    }

    private List<StyledLine> lines(List<Check> checks) {
        boolean colour =
                !output().json()
                        && Colour.wanted(io().environment(), io().terminal().outputIsTerminal());
        return checks.stream().map(check -> line(check, colour)).toList();
    }

    private static StyledLine line(Check check, boolean colour) {
        StyledLine line = new StyledLine(colour);
        switch (check.verdict()) {
            case OK -> line.add(Colour.GREEN, "ok     ");
            case WARNING -> line.add(Colour.YELLOW, "warning");
            case FAILED -> line.add(Colour.RED, "FAILED ");
        }
        return line.add("  " + String.format("%-17s", check.subject()) + " " + check.detail());
    }
}
