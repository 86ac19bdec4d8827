package io.craton.hsm.audit.file;

import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a log from the last to the first. Not safe for use by several threads. */
public final class LogTail {
    private static final int WINDOW = 64 * 1024;

    private final LogFile file;
    private final byte[] window = new byte[WINDOW];
    private long windowStart;
    private int windowLength;

    public LogTail(LogFile file) {
        this.file = file;
    }

    /**
     * A line of a log.
     *
     * @param start the offset of its first byte
     * @param bytes the line without line feed
     */
    public record Line(long start, Bytes bytes) {}

    /** The offset after the last line feed: what follows was never completed. */
    public long completeLength() throws IOException {
        windowLength = 0;
        return afterLineFeedBefore(file.length(), 0);
    }

    /**
     * The line that ends at an offset.
     *
     * @param end an offset after a line feed, or 0
     * @return null at the start of the file
     */
    public @Nullable Line lineBefore(long end) throws IOException {
        if (end == 0) {
            return null;
        }
        long start = afterLineFeedBefore(end - 1, Math.max(0, end - LineReader.MAX_LINE));
        if (end - start >= LineReader.MAX_LINE) {
            // no line of ours is so long: whoever reads this sees that it is no entry
            return new Line(start, Bytes.NONE);
        }
        int length = (int) (end - 1 - start);
        if (start >= windowStart && end <= windowStart + windowLength) {
            int from = (int) (start - windowStart);
            return new Line(start, Bytes.of(Arrays.copyOfRange(window, from, from + length)));
        }
        byte[] bytes = new byte[length];
        file.read(start, bytes, 0, length);
        return new Line(start, Bytes.of(bytes));
    }

    private long afterLineFeedBefore(long limit, long lowest) throws IOException {
        long position = limit;
        while (position > lowest) {
            if (position <= windowStart || position > windowStart + windowLength) {
                windowLength = (int) Math.min(WINDOW, position);
                windowStart = position - windowLength;
                file.read(windowStart, window, 0, windowLength);
            }
            for (int i = (int) (position - windowStart) - 1; i >= 0; i--) {
                if (window[i] == '\n') {
                    return windowStart + i + 1;
                }
            }
            position = windowStart;
        }
        return lowest;
    }
}
