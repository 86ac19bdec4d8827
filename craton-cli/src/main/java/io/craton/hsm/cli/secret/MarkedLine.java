package io.craton.hsm.cli.secret;

import io.craton.hsm.cli.console.Lines;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a file that may begin with a byte order mark, as editors and shells of Windows
 * write them. With that of UTF-16 the line is UTF-16, and read as UTF-8; with that of UTF-8 the
 * mark is no part of it.
 */
final class MarkedLine {
    private static final int UTF8 = 0xefbbbf;
    private static final int LITTLE = 0xfffe;
    private static final int BIG = 0xfeff;

    /** Longest line in UTF-16 units; PINs are far shorter. */
    private static final int LIMIT = 2048;

    private MarkedLine() {}

    /**
     * The line without mark and line end.
     *
     * @return null at the end of the stream
     * @throws IOException if the line is too long or no UTF-16, or reading fails
     */
    static byte @Nullable [] read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0xef) {
            return first < 0 ? null : Lines.read(with(in, first));
        }
        int second = in.read();
        int mark = first << 8 | second;
        if (mark == LITTLE || mark == BIG) {
            return utf16(in, mark == BIG);
        }
        if (second < 0 || mark != UTF8 >> 8) {
            return Lines.read(second < 0 ? with(in, first) : with(in, first, second));
        }
        int third = in.read();
        if (third == (UTF8 & 0xff)) {
            return Lines.read(in);
        }
        return Lines.read(third < 0 ? with(in, first, second) : with(in, first, second, third));
    }

    private static InputStream with(InputStream rest, int... before) {
        byte[] bytes = new byte[before.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) before[i];
        }
        return new SequenceInputStream(new ByteArrayInputStream(bytes), rest);
    }

    private static byte @Nullable [] utf16(InputStream in, boolean big) throws IOException {
        char[] units = new char[LIMIT];
        try {
            int length = 0;
            int unit = unit(in, big);
            while (unit >= 0 && unit != '\n') {
                if (length == LIMIT) {
                    throw new IOException("the line is longer than " + LIMIT + " characters");
                }
                units[length++] = (char) unit;
                unit = unit(in, big);
            }
            if (length == 0 && unit < 0) {
                return null;
            }
            if (length > 0 && units[length - 1] == '\r') {
                length--;
            }
            return encoded(Arrays.copyOf(units, length));
        } finally {
            Arrays.fill(units, '\0');
        }
    }

    private static byte[] encoded(char[] line) {
        try {
            return Lines.encode(line);
        } finally {
            Arrays.fill(line, '\0');
        }
    }

    /** The next unit; -1 at the end. */
    private static int unit(InputStream in, boolean big) throws IOException {
        int first = in.read();
        if (first < 0) {
            return -1;
        }
        int second = in.read();
        if (second < 0) {
            throw new IOException("it begins as UTF-16 and ends with half of a character");
        }
        return big ? first << 8 | second : second << 8 | first;
    }
}
