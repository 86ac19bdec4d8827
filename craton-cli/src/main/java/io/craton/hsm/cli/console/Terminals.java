package io.craton.hsm.cli.console;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds the terminal of this process. */
final class Terminals {
    private Terminals() {}

    /** The terminal on standard input, also when the output goes elsewhere. */
    @SuppressWarnings(
            "SystemConsoleNull") // Null on Java 17; newer ones are asked whether it is a terminal.
    static Terminal ofProcess(InputStream in, PrintStream err) {
        Console console = System.console();
        if (console != null && isTerminal(console)) {
            return new ConsoleTerminal(console);
        }
        return new LineTerminal(in, err);
    }

    /**
     * From Java 22 on there can be a console that is no terminal; it tells by a method that 17
     * lacks.
     */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Standard input and output are both a terminal. */
    private record ConsoleTerminal(Console console) implements Terminal {
        @Override
        public boolean interactive() {
            return true;
        }

        @Override
        public boolean outputIsTerminal() {
            return true;
        }

        @Override
        public char @Nullable [] readSecret(String prompt) {
            return console.readPassword("%s", prompt);
        }

        @Override
        public @Nullable String readLine(String prompt) {
            return console.readLine("%s", prompt);
        }
    }

    /**
     * Standard input is a terminal and standard output is not, or neither is. Java cannot switch
     * the echo off then; stty, which every Unix has, can.
     */
    private static final class LineTerminal implements Terminal {
        private final InputStream in;
        private final PrintStream err;
        private @Nullable String settings;
        private boolean looked;

        LineTerminal(InputStream in, PrintStream err) {
            this.in = in;
            this.err = err;
        }

        @Override
        public boolean interactive() {
            return settings() != null;
        }

        @Override
        public boolean outputIsTerminal() {
            try {
                return new ProcessBuilder("test", "-t", "1").inheritIO().start().waitFor() == 0;
            } catch (IOException e) {
                // No such program: not a Unix. Without it nobody knows, and plain text is always
                // right.
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private @Nullable String settings() {
            if (!looked) {
                settings = stty("-g");
                looked = true;
            }
            return settings;
        }

        @Override
        public char @Nullable [] readSecret(String prompt) {
            String saved = settings();
            if (saved == null) {
                return null;
            }
            Thread restore = new Thread(() -> stty(saved));
            Runtime.getRuntime().addShutdownHook(restore);
            stty("-echo");
            try {
                err.print(prompt);
                err.flush();
                byte[] line = Lines.read(in);
                err.println();
                return line == null ? null : decode(line);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read from the terminal", e);
            } finally {
                stty(saved);
                Runtime.getRuntime().removeShutdownHook(restore);
            }
        }

        private static char[] decode(byte[] line) throws IOException {
            try {
                return Lines.decode(line);
            } finally {
                Arrays.fill(line, (byte) 0);
            }
        }

        @Override
        public @Nullable String readLine(String prompt) {
            err.print(prompt);
            err.flush();
            try {
                byte[] line = Lines.read(in);
                return line == null ? null : new String(Lines.decode(line));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read from standard input", e);
            }
        }

        private static @Nullable String stty(String argument) {
            try {
                Process process =
                        new ProcessBuilder("stty", argument)
                                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String output =
                        new String(
                                process.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.US_ASCII);
                return process.waitFor() == 0 ? output.trim() : null;
            } catch (IOException e) {
                // No such program: not a Unix. There is nobody to ask without echo.
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
