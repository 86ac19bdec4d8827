package io.craton.hsm.wire;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages on a connection: a length of 4 bytes, which does not count itself, and so many bytes.
 * The first allocation is small whatever the length says; it grows with what has come.
 */
public final class Frames {
    /** Bytes of the length. */
    public static final int HEADER = 4;

    /** The longest message that a daemon takes unless its configuration says otherwise. */
    public static final int MAX_LENGTH = 64 << 20;

    /** Bytes of a message that need no memory of a {@link Memory}. */
    public static final int FREE = 1 << 16;

    /** What the memory of long messages is taken from. */
    public interface Memory {
        /**
         * Takes more of it.
         *
         * @param bytes how many bytes more
         * @throws HsmException {@code CKR_DEVICE_MEMORY} if there is not so much
         */
        void take(int bytes);
    }

    /** What is written with the length: the rest of a long message is not copied. */
    private static final int FIRST_WRITE = ChunkedChannel.SIZE - HEADER;

    private Frames() {}

    /**
     * Reads so many bytes, such as a {@link Hello}.
     *
     * @return null if the connection ended before the first of them
     * @throws EOFException if it ended in the middle
     */
    public static byte @Nullable [] readExactly(ReadableByteChannel in, int length)
            throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        return fill(in, bytes) ? bytes.array() : null;
    }

    /**
     * Reads a message; the caller wipes it.
     *
     * @param order the byte order of the connection
     * @param longest the longest message that is taken, in bytes
     * @return null if the connection ended between messages
     * @throws HsmException {@code CKR_DATA_LEN_RANGE} if it is longer: the connection cannot go on
     * @throws EOFException if the connection ended inside
     */
    public static byte @Nullable [] read(ReadableByteChannel in, ByteOrder order, int longest)
            throws IOException {
        return read(in, order, longest, bytes -> {});
    }

    /**
     * The same, with memory that is not there for the asking.
     *
     * @param memory what is taken for the bytes behind the first {@link #FREE}, as they come
     * @return null if the connection ended between messages
     * @throws HsmException as the other, and what the memory throws: the message has been read to
     *     its end then, and another one follows
     * @throws EOFException if the connection ended inside
     */
    public static byte @Nullable [] read(
            ReadableByteChannel in, ByteOrder order, int longest, Memory memory)
            throws IOException {
        byte[] header = readExactly(in, HEADER);
        if (header == null) {
            return null;
        }
        long length = Integer.toUnsignedLong(ByteBuffer.wrap(header).order(order).getInt());
        if (length > longest) {
            String what = "a message of " + length + " bytes is longer than the " + longest;
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    what + " that are taken; send the data in parts");
        }
        return body(in, (int) length, memory);
    }

    private static byte[] body(ReadableByteChannel in, int length, Memory memory)
            throws IOException {
        byte[] bytes = new byte[Math.min(length, FREE)];
        int read = 0;
        while (read < length) {
            if (read == bytes.length) {
                int next = (int) Math.min(length, 2L * read);
                try {
                    memory.take(next - read);
                } catch (HsmException e) {
                    Arrays.fill(bytes, (byte) 0);
                    skip(in, length - read);
                    throw e;
                }
                bytes = larger(bytes, next);
            }
            if (!fill(in, ByteBuffer.wrap(bytes, read, bytes.length - read))) {
                throw new EOFException("the connection ended before a message did");
            }
            read = bytes.length;
        }
        return bytes;
    }

    /** The rest of a message for which there is no memory, so that another one can come. */
    private static void skip(ReadableByteChannel in, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(length, FREE));
        int left = length;
        while (left > 0) {
            bytes.clear().limit(Math.min(left, FREE));
            if (!fill(in, bytes)) {
                throw new EOFException("the connection ended before a message did");
            }
            left -= bytes.limit();
        }
        Arrays.fill(bytes.array(), (byte) 0);
    }

    private static byte[] larger(byte[] bytes, int length) {
        byte[] copy = Arrays.copyOf(bytes, length);
        Arrays.fill(bytes, (byte) 0);
        return copy;
    }

    /** False if the connection ended before the first byte. */
    private static boolean fill(ReadableByteChannel in, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            if (in.read(bytes) < 0) {
                if (bytes.position() == start) {
                    return false;
                }
                throw new EOFException("the connection ended before a message did");
            }
        }
        return true;
    }

    /** Writes bytes without a length, such as a {@link Hello}. */
    public static void writeExactly(WritableByteChannel out, byte[] bytes) throws IOException {
        drain(out, ByteBuffer.wrap(bytes));
    }

    /** Writes a message: a short one in one call if the connection takes it. */
    public static void write(WritableByteChannel out, ByteOrder order, ByteBuffer message)
            throws IOException {
        int first = Math.min(message.remaining(), FIRST_WRITE);
        ByteBuffer start = ByteBuffer.allocate(HEADER + first).order(order);
        start.putInt(message.remaining()).put(message.slice(message.position(), first)).flip();
        try {
            drain(out, start);
        } finally {
            Arrays.fill(start.array(), (byte) 0);
        }
        drain(out, message.position(message.position() + first));
    }

    private static void drain(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
