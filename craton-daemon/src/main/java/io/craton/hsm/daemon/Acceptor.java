package io.craton.hsm.daemon;

import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one connection after the other until the socket is closed. What goes wrong with a
 * connection ends that one; when none can be taken, such as without file descriptors, it pauses,
 * and says so once a minute.
 */
final class Acceptor implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long PAUSE_MILLIS = 100;

    private final Source source;
    private final Target target;
    private final OnceAMinute warnings = new OnceAMinute();

    /** Where connections come from. */
    interface Source {
        /** The next one. */
        SocketChannel accept() throws IOException;
    }

    /** Who serves them. */
    interface Target {
        /** Begins to serve one. */
        void serve(SocketChannel channel) throws IOException;
    }

    Acceptor(Source source, Target target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                take(source.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException | Error e) {
                warn(e);
                pause();
            }
        }
    }

    private void take(SocketChannel channel) {
        try {
            target.serve(channel);
        } catch (IOException | RuntimeException | Error e) {
            warn(e);
            close(channel);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A connection could not be closed: {}", Causes.of(e));
        }
    }

    private void warn(Throwable failure) {
        long times = warnings.happened();
        if (times > 0) {
            LOG.warn(
                    "A connection could not be taken ({} since the last such line): {}",
                    times,
                    Causes.of(failure));
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
