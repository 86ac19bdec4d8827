package io.craton.hsm.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

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
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        Terminal terminal) {

    /** The streams and the terminal of this process. */
    public static Io system() {
        PrintStream err =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        return new Io(
                System.in,
                new PrintStream(
                        new java.io.BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), 8192),
                        false,
                        StandardCharsets.UTF_8),
                err,
                System.getenv(),
                Terminals.ofProcess(System.in, err));
    }

    /** Writes out what has been printed. */
    public void flush() {
        out.flush();
        err.flush();
    }
}
