package io.craton.hsm.cli;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.UnwritableException;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.Causes;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where every error leaves the process: a sentence on standard error and an exit code. */
final class Errors {
    /** The environment variable that sets the level of the log. */
    static final String LOG_VARIABLE = "CRATON_HSM_LOG";

    private final Io io;

    Errors(Io io) {
        this.io = io;
    }

    /** A wrong command line. */
    int usage(ParameterException error, String[] args) {
        CommandLine line = error.getCommandLine();
        RootCommand root =
                line.getCommandSpec().root().userObject() instanceof RootCommand found
                        ? found
                        : null;
        print(message(error), ExitCode.USAGE, null, root != null && root.json());
        if (error instanceof UnmatchedArgumentException unmatched) {
            suggest(unmatched);
        }
        io.err().line("Try '" + line.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.USAGE.code();
    }

    /**
     * An argument that nobody asked for could be a PIN behind a mistyped option: only options are
     * repeated.
     */
    private static String message(ParameterException error) {
        if (!(error instanceof UnmatchedArgumentException unmatched)) {
            // Some of picocli's begin with the word that stands before all of ours.
            return String.valueOf(error.getMessage()).replaceFirst("^Error: ", "");
        }
        List<String> options =
                unmatched.getUnmatched().stream()
                        .filter(argument -> argument.startsWith("-"))
                        .map(argument -> "'" + argument.replaceFirst("=.*", "") + "'")
                        .toList();
        if (!options.isEmpty()) {
            return "unknown option " + String.join(", ", options);
        }
        boolean command = !unmatched.getCommandLine().getSubcommands().isEmpty();
        return command
                ? "unknown command '" + unmatched.getUnmatched().get(0) + "'"
                : "there is an argument that the command does not take";
    }

    private void suggest(UnmatchedArgumentException unmatched) {
        List<String> near = NearWords.of(unmatched);
        if (!near.isEmpty()) {
            io.err().line("Did you mean: " + String.join(", ", near) + "?");
        }
    }

    /** An error while a command runs. */
    int execution(Exception error, CommandLine line, ParseResult parsed) {
        RootCommand root =
                line.getCommandSpec().root().userObject() instanceof RootCommand found
                        ? found
                        : null;
        LoggerFactory.getLogger(Errors.class).debug("the command failed", error);
        return execution(error, root != null && root.json());
    }

    private int execution(Exception error, boolean json) {
        if (error instanceof CliException known) {
            return refused(known, json);
        }
        if (error instanceof HsmException known) {
            return print(Causes.of(known), ExitCode.of(known.code()), known.code(), json);
        }
        if (error instanceof UncheckedIOException unchecked) {
            return execution(Objects.requireNonNull(unchecked.getCause()), json);
        }
        if (error instanceof UnwritableException unwritable) {
            return print(unwritable.getMessage(), ExitCode.FAILED, null, json);
        }
        if (error instanceof FileSystemException file) {
            return print(FileErrors.sentence(file), ExitCode.FAILED, null, json);
        }
        if (error instanceof InvalidPathException path) {
            return print(FileErrors.sentence(path), ExitCode.FAILED, null, json);
        }
        String advice = "; please report it, with what " + LOG_VARIABLE + "=debug adds";
        String unexpected = "an unexpected error: " + Causes.of(error) + advice;
        return print(unexpected, ExitCode.FAILED, null, json);
    }

    /** An error of the command line itself. */
    int refused(CliException error, boolean json) {
        Throwable cause = error.getCause();
        ReturnCode code = cause instanceof HsmException known ? known.code() : null;
        return print(error.sentence(), error.exitCode(), code, json && !error.resultPrinted());
    }

    /** A result that could not be printed, which makes a command that was done one that failed. */
    int unprinted(int code, UncheckedIOException error) {
        return code == ExitCode.DONE.code() ? execution(error, false) : code;
    }

    private int print(
            @Nullable String message, ExitCode exit, @Nullable ReturnCode code, boolean json) {
        try {
            if (json) {
                io.out().json(json(message, exit, code));
            }
            io.out().flush();
        } catch (UncheckedIOException e) {
            LoggerFactory.getLogger(Errors.class).debug("standard output cannot be written", e);
        }
        io.err().line("Error: " + message);
        return exit.code();
    }

    private static String json(@Nullable String message, ExitCode exit, @Nullable ReturnCode code) {
        Object error =
                Output.object(
                        "exit_code",
                        exit.code(),
                        "return_code",
                        code == null ? null : code.name(),
                        "message",
                        message);
        return Output.toJson(Output.object("error", error));
    }
}
