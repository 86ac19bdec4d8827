package io.craton.hsm.cli.console;

import io.craton.hsm.cli.error.CliException;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the terminal of this process. */
final class Terminals {
    private static final int USUAL_COLUMNS = 80;

    private Terminals() {}

    /**
     * The terminal on standard input, also when the output goes elsewhere. What is typed is read as
     * bytes and is UTF-8, so that no locale changes it: Java's console, which decodes as the locale
     * says, is asked only where there is no {@code stty} to switch the echo off with.
     */
    static Terminal ofProcess(InputStream in, Printer err) {
        return new LineTerminal(in, err);
    }

    /**
     * Java's console if it is a terminal, else null. From Java 22 on there can be one that is none;
     * it tells by a method that 17 lacks.
     */
    @SuppressWarnings(
            "SystemConsoleNull") // Null on Java 17; newer ones are asked whether it is a terminal.
    private static @Nullable Console console() {
        Console console = System.console();
        if (console == null) {
            return null;
        }
        try {
            boolean terminal = (boolean) Console.class.getMethod("isTerminal").invoke(console);
            return terminal ? console : null;
        } catch (NoSuchMethodException e) {
            return console;
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /** Lines from standard input, a terminal or not; prompts go to standard error. */
    private static final class LineTerminal implements Terminal {
        private final InputStream in;
        private final Printer err;
        private @Nullable String settings;
        private boolean looked;

        LineTerminal(InputStream in, Printer err) {
            this.in = in;
            this.err = err;
        }

        @Override
        public boolean interactive() {
            return settings() != null || console() != null;
        }

        @Override
        public boolean outputIsTerminal() {
            return isTerminal(1);
        }

        @Override
        public boolean errorIsTerminal() {
            return isTerminal(2);
        }

        @Override
        public int columns() {
            if (!outputIsTerminal()) {
                return Integer.MAX_VALUE;
            }
            String size = stty("size");
            String[] rowsAndColumns = size == null ? new String[0] : size.split(" ", -1);
            boolean isKnown =
                    rowsAndColumns.length == 2 && rowsAndColumns[1].matches("[1-9][0-9]{0,5}");
            return isKnown ? Integer.parseInt(rowsAndColumns[1]) : USUAL_COLUMNS;
        }

        private static boolean isTerminal(int descriptor) {
            String number = Integer.toString(descriptor);
            try {
                return new ProcessBuilder("test", "-t", number).inheritIO().start().waitFor() == 0;
            } catch (IOException e) {
                // No such program: not a Unix.
                return console() != null;
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
        public byte @Nullable [] readSecret(String prompt) {
            String saved = settings();
            if (saved == null) {
                return readFromConsole(prompt);
            }
            Thread restore = new Thread(() -> stty(saved));
            Runtime.getRuntime().addShutdownHook(restore);
            Runnable again =
                    () -> {
                        stty("-echo");
                        err.prompt(prompt);
                    };
            Suspension suspension = new Suspension(() -> stty(saved), again);
            try {
                again.run();
                byte[] line = line();
                err.line("");
                return line;
            } finally {
                suspension.end();
                stty(saved);
                Runtime.getRuntime().removeShutdownHook(restore);
            }
        }

        private static byte @Nullable [] readFromConsole(String prompt) {
            Console console = console();
            char[] typed = console == null ? null : console.readPassword("%s", prompt);
            if (typed == null) {
                return null;
            }
            try {
                for (char c : typed) {
                    if (c == '\uFFFD') {
                        throw notUtf8();
                    }
                }
                return Lines.encode(typed);
            } finally {
                Arrays.fill(typed, '\0');
            }
        }

        private byte @Nullable [] line() {
            byte[] line;
            try {
                line = Lines.read(in);
            } catch (IOException e) {
                throw new CliException(
                        io.craton.hsm.cli.error.ExitCode.FAILED,
                        "what was typed cannot be read, or is longer than any answer; nothing was changed",
                        e);
            }
            if (line != null && !Lines.isUtf8(line)) {
                Arrays.fill(line, (byte) 0);
                throw notUtf8();
            }
            return line;
        }

        private static CliException notUtf8() {
            return CliException.failed(
                    "what was typed is not UTF-8; set the terminal to UTF-8, or use --pin-file; nothing was changed");
        }

        @Override
        public @Nullable String readLine(String prompt) {
            err.prompt(prompt);
            byte[] line = line();
            if (line == null || settings() == null) {
                // Nobody has ended the line of the question by typing.
                err.line("");
            }
            return line == null ? null : new String(line, StandardCharsets.UTF_8);
        }

        private static @Nullable String stty(String argument) {
            try {
                Process process =
                        new ProcessBuilder(List.of("stty", argument))
                                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                .redirectError(ProcessBuilder.Redirect.DISCARD)
                                .start();
                String output =
                        new String(
                                process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                return process.waitFor() == 0 ? output.trim() : null;
            } catch (IOException e) {
                // No such program: not a Unix.
                return null;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
    }
}
