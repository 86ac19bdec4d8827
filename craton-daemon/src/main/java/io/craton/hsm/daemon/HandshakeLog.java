package io.craton.hsm.daemon;

import io.craton.hsm.daemon.metrics.DaemonMetrics;
import io.craton.hsm.daemon.tls.HandshakeFailure;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says and counts handshakes that fail: a line a minute at most. */
final class HandshakeLog {
    private static final Logger LOG = LoggerFactory.getLogger(HandshakeLog.class);

    private final DaemonMetrics metrics;
    private final OnceAMinute lines = new OnceAMinute();

    HandshakeLog(DaemonMetrics metrics) {
        this.metrics = metrics;
    }

    /** One failed. Who only looks whether somebody serves, and goes, is not counted. */
    void failed(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return;
        }
        metrics.handshakeFailed();
        long times = lines.happened();
        if (times > 0) {
            LOG.warn(
                    "A TLS handshake failed ({} since the last such line): {}",
                    times,
                    HandshakeFailure.sentence(cause));
        }
    }
}
