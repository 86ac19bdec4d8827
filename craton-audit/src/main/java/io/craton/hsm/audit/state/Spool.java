package io.craton.hsm.audit.state;

import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.audit.line.LogFormat;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The mapped file behind a {@link LineRing}, {@code audit.spool} in the state directory. What a
 * call put there before it returned is still there when the process is killed; the next start takes
 * it into the log.
 */
public final class Spool {
    /** The size of the file in bytes. */
    static final int SIZE = 1 << 20;

    private Spool() {}

    /**
     * A line that was found in a spool.
     *
     * @param point the line's place in the chain
     * @param line the line without line feed
     * @param taken whether it was in the log already
     */
    public record Frame(ChainPoint point, Bytes line, boolean taken) {}

    public static Path in(Path stateDirectory) {
        return stateDirectory.resolve("audit.spool");
    }

    /**
     * Maps the file; makes it, with all its blocks, if it is not there or has another size.
     *
     * @throws io.craton.hsm.HsmException if a newer release wrote it
     */
    public static MappedByteBuffer map(Path stateDirectory, FileRules rules) throws IOException {
        Path path = in(stateDirectory);
        rules.create(path);
        rules.check(path);
        try (RandomAccessFile file = rules.open(path)) {
            if (file.length() >= Long.BYTES) {
                long magic = Long.reverseBytes(file.readLong());
                LogFormat.SPOOL.refuseNewer(path, LineRing.format(magic));
            }
            if (file.length() != SIZE) {
                // zeros on disk, not a hole: a full disk must show here and not as a fault of the
                // mapping
                file.setLength(0);
                file.write(new byte[SIZE]);
                file.getFD().sync();
            }
            return file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, SIZE);
        }
    }

    /**
     * The lines that were not settled when the buffer was last used: whole ones, in order, hashes
     * right.
     */
    public static List<Frame> recover(ByteBuffer buffer) {
        List<Frame> frames = new ArrayList<>();
        buffer.order(ByteOrder.LITTLE_ENDIAN);
        int capacity = (buffer.capacity() - LineRing.HEADER) & -8;
        long position = buffer.getLong(LineRing.SETTLED);
        long taken = buffer.getLong(LineRing.TAKEN);
        long end = buffer.getLong(LineRing.END);
        if (buffer.getLong(0) != LineRing.MAGIC
                || position < 0
                || end < position
                || end - position > capacity) {
            return frames;
        }
        while (position < end) {
            int index = (int) (position % capacity);
            int at = LineRing.HEADER + index;
            int length = buffer.getInt(at);
            if (length == -1) {
                position += capacity - index;
                continue;
            }
            if (length <= 0 || index + LineRing.FRAME + length > capacity) {
                break;
            }
            ChainPoint point = new ChainPoint();
            point.nano = buffer.getInt(at + 4);
            point.sequence = buffer.getLong(at + 8);
            point.epochSecond = buffer.getLong(at + 16);
            buffer.get(at + 24, point.hash);
            byte[] line = new byte[length];
            buffer.get(at + LineRing.FRAME, line);
            if (!Arrays.equals(point.hash, Sha256.of(line))) {
                break;
            }
            position += (LineRing.FRAME + length + 7) & -8;
            frames.add(new Frame(point, Bytes.of(line), position <= taken));
        }
        return frames;
    }
}
