package io.craton.hsm.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/**
 * A channel whose bytes pass through small buffers outside of the Java heap, which are wiped after
 * each use. A short message takes one call of the operating system instead of one for its length
 * and one for the rest, and nothing of a message is left in the buffers that the JDK keeps for each
 * thread. For one thread at a time.
 */
public final class ChunkedChannel implements ByteChannel {
    /** What is read or written at once, in bytes. */
    static final int SIZE = 1 << 14;

    private static final byte[] ZEROS = new byte[SIZE];

    private final ByteChannel channel;

    /** What remains of it has come and not been read. */
    private final ByteBuffer come = ByteBuffer.allocateDirect(SIZE).limit(0);

    private final ByteBuffer going = ByteBuffer.allocateDirect(SIZE);

    /**
     * @param channel what it reads from and writes to; closed with it
     */
    public ChunkedChannel(ByteChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!come.hasRemaining() && into.hasRemaining()) {
            int count = fill();
            if (count <= 0) {
                return count;
            }
        }
        int count = move(come, into);
        if (!come.hasRemaining()) {
            wipe(come);
            come.limit(0);
        }
        return count;
    }

    private int fill() throws IOException {
        come.clear();
        try {
            return channel.read(come);
        } finally {
            come.flip();
        }
    }

    /** As many bytes as there are and there is room for. */
    private static int move(ByteBuffer from, ByteBuffer into) {
        int count = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), count);
        into.position(into.position() + count);
        from.position(from.position() + count);
        return count;
    }

    /** Overwrites the bytes before the limit. */
    private static void wipe(ByteBuffer bytes) {
        bytes.put(0, ZEROS, 0, bytes.limit()).position(0);
    }

    /** Writes all of it. */
    @Override
    public int write(ByteBuffer from) throws IOException {
        int written = 0;
        while (from.hasRemaining()) {
            going.clear();
            written += move(from, going);
            going.flip();
            drain();
        }
        return written;
    }

    private void drain() throws IOException {
        try {
            while (going.hasRemaining()) {
                channel.write(going);
            }
        } finally {
            wipe(going);
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
