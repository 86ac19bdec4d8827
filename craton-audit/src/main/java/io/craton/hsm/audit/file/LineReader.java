package io.craton.hsm.audit.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads lines as slices of one buffer: {@link #next()} moves to the next line, whose bytes are
 * there until the next call. Not safe for use by several threads.
 */
public final class LineReader implements Closeable {
    /** A line longer than this is no line of ours: it is given in pieces. */
    public static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 17];
    private int start;
    private int end;
    private int limit;
    private boolean complete;

    public LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end of the input. */
    public boolean next() throws IOException {
        start = complete ? end + 1 : end;
        int searched = start;
        while (true) {
            for (int i = searched; i < limit; i++) {
                if (buffer[i] == '\n') {
                    end = i;
                    complete = true;
                    return true;
                }
            }
            searched = limit;
            if (limit - start >= MAX_LINE) {
                break;
            }
            if (start > 0) {
                System.arraycopy(buffer, start, buffer, 0, limit - start);
                searched -= start;
                limit -= start;
                start = 0;
            }
            if (limit == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                break;
            }
            limit += count;
        }
        end = limit;
        complete = false;
        return end > start;
    }

    /** The bytes that hold the line. */
    public byte[] buffer() {
        return buffer;
    }

    /** The index of its first byte. */
    public int start() {
        return start;
    }

    /** The index after its last byte, the line feed not counted. */
    public int end() {
        return end;
    }

    /** Whether it ends with a line feed. */
    public boolean complete() {
        return complete;
    }

    /** A copy of the line. */
    public byte[] line() {
        return Arrays.copyOfRange(buffer, start, end);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
