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

    private static final int FIRST_READ = 1 << 16;

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
        return body(in, (int) length);
    }

    private static byte[] body(ReadableByteChannel in, int length) throws IOException {
        byte[] bytes = new byte[Math.min(length, FIRST_READ)];
        int read = 0;
        while (read < length) {
            if (read == bytes.length) {
                bytes = larger(bytes, (int) Math.min(length, 2L * read));
            }
            if (!fill(in, ByteBuffer.wrap(bytes, read, bytes.length - read))) {
                throw new EOFException("the connection ended before a message did");
            }
            read = bytes.length;
        }
        return bytes;
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

    /** Writes a message, in one call if the connection takes it. */
    public static void write(WritableByteChannel out, ByteOrder order, ByteBuffer message)
            throws IOException {
        ByteBuffer whole = ByteBuffer.allocate(HEADER + message.remaining()).order(order);
        whole.putInt(message.remaining()).put(message).flip();
        try {
            drain(out, whole);
        } finally {
            Arrays.fill(whole.array(), (byte) 0);
        }
    }

    private static void drain(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
