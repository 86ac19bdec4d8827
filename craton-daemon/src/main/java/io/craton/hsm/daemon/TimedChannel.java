package io.craton.hsm.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * The channel of a client, which says whether the client keeps the daemon waiting: a message has to
 * be whole some time after its first byte, a hello after the connection, and what is written has to
 * be read. Between messages a client may be idle. One thread reads and writes; another asks.
 */
final class TimedChannel implements ByteChannel {
    private static final long NONE = 0;

    private final SocketChannel channel;
    private final long patience;

    /** In the time of {@link System#nanoTime}. */
    private volatile long deadline;

    /** Begins to wait for the hello. */
    TimedChannel(SocketChannel channel, Duration patience) {
        this.channel = channel;
        this.patience = patience.toNanos();
        begin();
    }

    private void begin() {
        long end = System.nanoTime() + patience;
        deadline = end == NONE ? end + 1 : end;
    }

    /** A message is whole, or an answer has been taken. */
    void whole() {
        deadline = NONE;
    }

    /** Whether the client has had its time. */
    boolean isLate() {
        long end = deadline;
        return end != NONE && System.nanoTime() - end > 0;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (count > 0 && deadline == NONE) {
            begin();
        }
        return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        begin();
        int count = channel.write(from);
        whole();
        return count;
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
