package io.craton.hsm.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a Unix socket that an interrupt of the calling thread does not close, as it does
 * a {@link SocketChannel} that blocks; the thread is still interrupted afterwards. Waiting ends
 * when the other end answers or is gone, at {@link #close}, and at the deadline while there is one.
 */
final class SteadyChannel implements ByteChannel {
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private @Nullable Deadline deadline;

    /** Whether something was sent after the last bytes that came: the answer takes its time. */
    private boolean asked;

    private SteadyChannel(SocketChannel channel, Selector selector, Deadline deadline)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.key = channel.register(selector, 0);
        this.deadline = deadline;
    }

    /** A moment, and how much time was given until then. */
    private record Deadline(long end, Duration given) {
        static Deadline in(Duration given) {
            return new Deadline(System.nanoTime() + given.toNanos(), given);
        }

        /** The milliseconds that are left, at least 1. */
        long left() throws SocketTimeoutException {
            long nanos = end - System.nanoTime();
            if (nanos <= 0) {
                throw new SocketTimeoutException(
                        "there was no answer within " + given.toSeconds() + " seconds");
            }
            return Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        }
    }

    /**
     * Connects.
     *
     * @param given how long it and what follows may take, until another time is given
     */
    static SteadyChannel connect(Path socket, Duration given) throws IOException {
        Deadline deadline = Deadline.in(given);
        SocketChannel channel = connected(socket, deadline);
        try {
            return new SteadyChannel(channel, channel.provider().openSelector(), deadline);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** At a socket where too many wait already it is tried again, for it says no more than that. */
    private static SocketChannel connected(Path socket, Deadline deadline) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                if (isConnected(channel, socket)) {
                    return channel;
                }
                deadline.left();
                interrupted |= Thread.interrupted();
                LockSupport.parkNanos(BUSY_NANOS);
            }
        } finally {
            restore(interrupted);
        }
    }

    /**
     * Whether it is; closed if not.
     *
     * @throws IOException if it will not be either when it is tried again
     */
    private static boolean isConnected(SocketChannel channel, Path socket) throws IOException {
        boolean connected = false;
        try {
            channel.configureBlocking(false);
            connected = channel.connect(UnixDomainSocketAddress.of(socket));
            return connected;
        } catch (ConnectException e) {
            throw e;
        } catch (SocketException e) {
            // Some releases of Java say so with an exception, which has no code to look at.
            if (!Files.isWritable(socket)) {
                throw e;
            }
            return false;
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The channel itself, for its options. */
    SocketChannel channel() {
        return channel;
    }

    /** From now on there is no deadline. */
    void waitForever() {
        deadline = null;
    }

    /** From now on there is this time. */
    void waitFor(Duration given) {
        deadline = Deadline.in(given);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        if (asked) {
            await(SelectionKey.OP_READ);
            asked = false;
        }
        int read = channel.read(bytes);
        while (read == 0 && bytes.hasRemaining()) {
            await(SelectionKey.OP_READ);
            read = channel.read(bytes);
        }
        return read;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int written = channel.write(bytes);
        while (written == 0 && bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE);
            written = channel.write(bytes);
        }
        asked = true;
        return written;
    }

    private void await(int what) throws IOException {
        long longest = deadline == null ? 0 : deadline.left();
        boolean interrupted = Thread.interrupted();
        try {
            key.interestOps(what);
            selector.select(SteadyChannel::ready, longest);
        } catch (ClosedSelectorException | CancelledKeyException e) {
            ClosedChannelException closed = new ClosedChannelException();
            closed.initCause(e);
            throw closed;
        } finally {
            restore(interrupted);
        }
    }

    /** What the selector finds is the one key that it has. */
    private static void ready(SelectionKey found) {}

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends waiting too. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
