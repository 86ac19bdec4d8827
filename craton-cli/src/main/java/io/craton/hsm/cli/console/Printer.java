package io.craton.hsm.cli.console;

import io.craton.hsm.spi.Printable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Standard output or standard error: the one place where text leaves the program. It is UTF-8 and
 * made printable here, and what cannot be written ends the command.
 */
public final class Printer {
    private final OutputStream data;

    /**
     * @param where the name of the place, for the message when it cannot be written
     */
    public Printer(String where, OutputStream out) {
        this.data = new CheckedOutput(where, out);
    }

    /**
     * Prints a line.
     *
     * @throws UncheckedIOException with an {@link UnwritableException}, as every method that prints
     */
    public void line(String line) {
        print(Printable.line(line) + "\n");
    }

    /** Prints a line that was made printable in pieces. */
    public void line(StyledLine line) {
        print(line + "\n");
    }

    /** Prints a question, without a line end, and shows it. */
    public void prompt(String question) {
        print(Printable.line(question));
        flush();
    }

    /**
     * Shows a text in the present line of a terminal, in place of what is there; no more if empty.
     */
    public void status(String text) {
        print("\r\u001b[K" + Printable.line(text));
        flush();
    }

    /** Prints a JSON value; what is escaped for a terminal is an escape of JSON as well. */
    public void json(String value) {
        print(Printable.json(value) + "\n");
    }

    private void print(String printable) {
        unchecked(() -> data.write(printable.getBytes(StandardCharsets.UTF_8)));
    }

    /** For text of the program's own, such as its help. */
    public PrintWriter writer() {
        return new PrintWriter(
                new OutputStreamWriter(new Unchecking(), StandardCharsets.UTF_8), true);
    }

    /** For bytes; what cannot be written is an {@link UnwritableException}. */
    public OutputStream data() {
        return data;
    }

    /** Writes out what has been printed. */
    public void flush() {
        unchecked(data::flush);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A {@link PrintWriter} hides the exceptions that it knows, and lets these through. */
    private final class Unchecking extends OutputStream {
        @Override
        public void write(int b) {
            unchecked(() -> data.write(b));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            unchecked(() -> data.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            Printer.this.flush();
        }
    }
}
