package io.craton.hsm.cli.console;

import io.craton.hsm.cli.error.CliException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A way to a terminal that lets text through and stops before the first control character: what
 * somebody has encrypted could otherwise give the terminal commands.
 */
public final class TextOnly extends FilterOutputStream {
    /** A way to this stream. */
    public TextOnly(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            if (isControl(bytes[i])) {
                throw CliException.failed(
                        "this is no text, and standard output is a terminal; let --output name a file, or add"
                                + " --force");
            }
        }
        out.write(bytes, offset, length);
    }

    private static boolean isControl(byte b) {
        boolean isLow = b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t';
        return isLow || b == 0x7f;
    }
}
