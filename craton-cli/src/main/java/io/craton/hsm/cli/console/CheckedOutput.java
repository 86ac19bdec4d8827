package io.craton.hsm.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream that says where it leads to when it cannot be written, and says it once: what comes
 * afterwards is dropped.
 */
final class CheckedOutput extends FilterOutputStream {
    private final String where;
    private boolean failed;

    /**
     * @param where the name of the place, for the message
     */
    CheckedOutput(String where, OutputStream out) {
        super(out);
        this.where = where;
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void write(int b) throws IOException {
        checked(() -> out.write(b));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checked(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        checked(out::flush);
    }

    @Override
    public void close() throws IOException {
        if (failed) {
            // What is still in a buffer cannot be written either; closing it would say so again.
            closeQuietly();
            return;
        }
        checked(out::close);
    }

    private void closeQuietly() {
        try {
            out.close();
        } catch (IOException e) {
            // It has been said.
            return;
        }
    }

    private void checked(Step step) throws IOException {
        if (failed) {
            return;
        }
        try {
            step.run();
        } catch (IOException e) {
            failed = true;
            throw new UnwritableException(where, e);
        }
    }
}
