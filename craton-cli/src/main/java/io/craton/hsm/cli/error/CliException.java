package io.craton.hsm.cli.error;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.spi.Causes;
import org.jspecify.annotations.Nullable;

/** An error of the command line itself: an exit code and one sentence without secrets. */
@CheckReturnValue
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final boolean resultPrinted;

    /**
     * @param exitCode how the process ends
     * @param message what happened, where, and what to do
     */
    public CliException(ExitCode exitCode, String message) {
        this(exitCode, message, null);
    }

    /**
     * @param exitCode how the process ends
     * @param message what happened, where, and what to do
     * @param cause what led to it, or null
     */
    public CliException(ExitCode exitCode, String message, @Nullable Throwable cause) {
        this(exitCode, message, cause, false);
    }

    private CliException(
            ExitCode exitCode, String message, @Nullable Throwable cause, boolean resultPrinted) {
        super(message, cause);
        this.exitCode = exitCode;
        this.resultPrinted = resultPrinted;
    }

    /**
     * An error after the result, which tells of it, has been printed: JSON is not printed twice.
     */
    public static CliException afterResult(ExitCode exitCode, String message) {
        return new CliException(exitCode, message, null, true);
    }

    /** A failure: exit code 1. */
    public static CliException failed(String message) {
        return new CliException(ExitCode.FAILED, message);
    }

    /** What is said if a class of the program cannot be used. */
    public static String damaged(Error error) {
        String what = "a file of the program is damaged, missing or of another release";
        String advice = "install the release again, or see what `integrity verify` says";
        return what + " (" + Causes.of(error) + "); " + advice;
    }

    /** A wrong command line: exit code 2. */
    public static CliException usage(String message) {
        return new CliException(ExitCode.USAGE, message);
    }

    /** The sentence, and behind it what the causes say. */
    public String sentence() {
        Throwable cause = getCause();
        return getMessage() + (cause == null ? "" : ": " + Causes.of(cause));
    }

    /** Whether the result of the command has been printed already. */
    public boolean resultPrinted() {
        return resultPrinted;
    }

    /** How the process ends. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
