package io.craton.hsm.audit.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The lines that were chained and are not yet settled in the log: a ring in memory or in a mapped
 * file, which outlives a killed process. One thread at a time puts (under the log's lock), one at a
 * time takes (under the drain's lock). Three positions only grow: lines before {@code settled} are
 * covered by the saved head, those before {@code taken} are in the log, {@code end} is where the
 * next one goes. They are also kept in the buffer, after its content, so that a reader after a
 * crash sees no half-written line.
 */
public final class LineRing {
    /** Bytes before the first frame. */
    public static final int HEADER = 64;

    /** Length, nanoseconds, sequence number, second, hash: see {@link #put}. */
    public static final int FRAME = 4 + 4 + 8 + 8 + Sha256.LENGTH;

    /** Marks a buffer as a ring of this layout: a name, and the format as a digit. */
    public static final long MAGIC =
            (LineRing.NAME << Byte.SIZE) | ('0' + LogFormat.SPOOL.number());

    private static final long NAME = 0x63_7261_746f_6e52L;

    public static final int SETTLED = 8;
    public static final int TAKEN = 16;
    public static final int END = 24;

    private static final int SKIP = -1;
    private static final VarHandle LONG =
            MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ByteBuffer buffer;
    private final @Nullable MappedByteBuffer spool;
    private final int capacity;
    private volatile long settled;
    private volatile long taken;
    private volatile long end;

    /** Where in the buffer the next line goes. */
    private int endIndex;

    /** The format of a ring that is marked so; 0 if it is none. */
    public static int format(long magic) {
        return magic >>> Byte.SIZE == NAME ? (int) (magic & 0xff) - '0' : 0;
    }

    /** An empty ring in memory only. */
    public static LineRing inMemory(int bytes) {
        return new LineRing(ByteBuffer.allocateDirect(bytes), null);
    }

    /** An empty ring in a mapped file. */
    public static LineRing in(MappedByteBuffer spool) {
        return new LineRing(spool, spool);
    }

    private LineRing(ByteBuffer buffer, @Nullable MappedByteBuffer spool) {
        this.spool = spool;
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
        this.capacity = (buffer.capacity() - HEADER) & -8;
        publish(SETTLED, 0);
        publish(TAKEN, 0);
        publish(END, 0);
        buffer.putLong(0, MAGIC);
    }

    /**
     * Forces the ring to the disk; false if it is in memory only.
     *
     * @throws java.io.UncheckedIOException if the disk fails
     */
    public boolean force() {
        if (spool == null) {
            return false;
        }
        spool.force();
        return true;
    }

    private void publish(int where, long position) {
        LONG.setRelease(buffer, where, position);
    }

    /** The most bytes that the ring holds. */
    public int capacity() {
        return capacity;
    }

    /** How many bytes are not settled. */
    public long unsettled() {
        return end - settled;
    }

    /** Whether every line is in the log. */
    public boolean drained() {
        return end == taken;
    }

    /**
     * Whether a line of this length can be put now; allows for a skip to the start of the buffer.
     */
    public boolean hasRoom(int length) {
        return capacity - (end - settled) >= 2L * frameSize(length);
    }

    private static int frameSize(int length) {
        return (FRAME + length + 7) & -8;
    }

    /**
     * Puts a line; the caller has made sure of {@link #hasRoom}. Sets the point's ring position.
     */
    public void put(byte[] line, int length, ChainPoint point) {
        long position = end;
        int size = frameSize(length);
        int index = endIndex;
        if (capacity - index < size) {
            buffer.putInt(HEADER + index, SKIP);
            position += capacity - index;
            index = 0;
        }
        int at = HEADER + index;
        buffer.putInt(at, length);
        buffer.putInt(at + 4, point.nano);
        buffer.putLong(at + 8, point.sequence);
        buffer.putLong(at + 16, point.epochSecond);
        buffer.put(at + 24, point.hash, 0, Sha256.LENGTH);
        buffer.put(at + FRAME, line, 0, length);
        point.ringPosition = position + size;
        end(position + size, index + size);
    }

    private void end(long position, int index) {
        publish(END, position);
        end = position;
        endIndex = index == capacity ? 0 : index;
    }

    /**
     * Copies the next lines with line feeds, as many as fit.
     *
     * @param last becomes the last line copied; its ring position is for {@link #taken(long)}
     * @return the number of bytes, 0 if there is no line
     */
    public int copy(byte[] into, ChainPoint last) {
        long position = taken;
        long limit = end;
        int length = 0;
        int lastAt = 0;
        while (position < limit) {
            int index = (int) (position % capacity);
            int at = HEADER + index;
            int lineLength = buffer.getInt(at);
            if (lineLength == SKIP) {
                position += capacity - index;
                continue;
            }
            if (into.length - length < lineLength + 1) {
                break;
            }
            buffer.get(at + FRAME, into, length, lineLength);
            length += lineLength;
            into[length++] = '\n';
            position += frameSize(lineLength);
            lastAt = at;
        }
        if (lastAt > 0) {
            point(lastAt, position, last);
        }
        return length;
    }

    private void point(int at, long position, ChainPoint into) {
        into.nano = buffer.getInt(at + 4);
        into.sequence = buffer.getLong(at + 8);
        into.epochSecond = buffer.getLong(at + 16);
        buffer.get(at + 24, into.hash, 0, Sha256.LENGTH);
        into.ringPosition = position;
    }

    /** Shows the lines that are about to be settled; called before {@link #settled}. */
    public void observeSettled(long until, LineObserver observer) {
        byte[] line = new byte[LineEncoder.MAX_LINE];
        long position = settled;
        while (position < until) {
            int index = (int) (position % capacity);
            int at = HEADER + index;
            int length = buffer.getInt(at);
            if (length == SKIP) {
                position += capacity - index;
            } else {
                buffer.get(at + FRAME, line, 0, length);
                observer.line(line, 0, length);
                position += frameSize(length);
            }
        }
    }

    /** The lines before this position are in the log. */
    public void taken(long position) {
        publish(TAKEN, position);
        taken = position;
    }

    /** The saved head covers the lines before this position: their room is free. */
    public void settled(long position) {
        publish(SETTLED, position);
        settled = position;
    }

    /** Takes the lines from this position on back; needs both locks. */
    public void cut(long position) {
        end(position, (int) (position % capacity));
        if (taken > position) {
            taken(position);
        }
        if (settled > position) {
            settled(position);
        }
    }

    /**
     * Says which lines after {@code taken} the file has already, after a failed write.
     *
     * @param last becomes the last of them, if there is one
     */
    public void takenUpTo(long sequence, ChainPoint last) {
        long position = taken;
        while (position < end) {
            int index = (int) (position % capacity);
            int at = HEADER + index;
            int length = buffer.getInt(at);
            if (length == SKIP) {
                position += capacity - index;
                continue;
            }
            if (buffer.getLong(at + 8) > sequence) {
                break;
            }
            position += frameSize(length);
            point(at, position, last);
        }
        taken(position);
    }

    /** Sees lines as they go by. */
    public interface LineObserver {
        void line(byte[] bytes, int offset, int length);
    }
}
