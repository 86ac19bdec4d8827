package io.craton.hsm.cli.console;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a command sees of the process around it. Text is UTF-8.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment the environment variables
 * @param terminal the person in front of it, if there is one
 */
public record Io(
        InputStream in, Printer out, Printer err, Environment environment, Terminal terminal) {
    private static final int BUFFER = 1 << 13;

    /** Standard output into this stream; what cannot be written ends the command. */
    public static Printer standardOutput(OutputStream out) {
        return new Printer("standard output", out);
    }

    /** Standard error into this stream; there is nobody left to tell if it cannot be written. */
    public static Printer standardError(OutputStream err) {
        return new Printer("standard error", new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    /** The streams and the terminal of this process. */
    public static Io system() {
        Printer err = standardError(new FileOutputStream(FileDescriptor.err));
        return new Io(
                System.in,
                standardOutput(
                        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER)),
                err,
                Environment.ofProcess(),
                Terminals.ofProcess(System.in, err));
    }

    /** Writes out what has been printed. */
    public void flush() {
        out.flush();
        err.flush();
    }
}
