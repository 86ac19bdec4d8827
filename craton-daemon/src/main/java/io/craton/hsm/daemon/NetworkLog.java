package io.craton.hsm.daemon;

import io.craton.hsm.grpc.NettyLog;
import io.craton.hsm.spi.Causes;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Keeps what gRPC logs, with a stack trace for each message that a client should not have sent, to
 * a line a minute of the daemon's own log.
 */
final class NetworkLog extends Handler {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(NetworkLog.class);

    /** Kept, for else its settings would be collected with it. */
    private static final Logger OF_GRPC = Logger.getLogger("io.grpc");

    /** Puts the values of a line into its words. */
    private static final Formatter FORM = new SimpleFormatter();

    private final OnceAMinute lines = new OnceAMinute();

    private NetworkLog() {}

    /** From now on, in the whole process; once is enough. */
    static synchronized void install() {
        for (Handler handler : OF_GRPC.getHandlers()) {
            if (handler instanceof NetworkLog) {
                return;
            }
        }
        NettyLog.keepFramesOut();
        // Whatever the program sets for all: frames are written at a finer level.
        OF_GRPC.setLevel(Level.INFO);
        OF_GRPC.setUseParentHandlers(false);
        OF_GRPC.addHandler(new NetworkLog());
    }

    @Override
    public void publish(LogRecord line) {
        if (line.getLevel().intValue() < Level.WARNING.intValue()) {
            return;
        }
        long times = lines.happened();
        if (times == 0) {
            return;
        }
        Throwable thrown = line.getThrown();
        String cause = thrown == null ? "" : ": " + Causes.of(thrown);
        String words = FORM.formatMessage(line);
        LOG.warn("gRPC warns ({} since the last such line): {}{}", times, words, cause);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
