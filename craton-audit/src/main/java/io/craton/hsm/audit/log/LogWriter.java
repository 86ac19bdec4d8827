package io.craton.hsm.audit.log;

import io.craton.hsm.audit.line.ChainPoint;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a log: writes what callers left, forces it to the disk in groups, remembers the
 * head.
 */
final class LogWriter implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final LogQueue queue;
    private final LogDrain drain;
    private final StoreMarks marks;
    private volatile @Nullable Exception lastFailure;

    LogWriter(LogQueue queue, LogDrain drain, StoreMarks marks) {
        this.queue = queue;
        this.drain = drain;
        this.marks = marks;
    }

    /** Why the last attempt failed, or null if it succeeded. */
    @Nullable Exception lastFailure() {
        return lastFailure;
    }

    @Override
    public void run() {
        boolean closing;
        do {
            LogQueue.Step step = queue.awaitWork();
            closing = queue.closing();
            cycle(step, closing);
        } while (!closing);
    }

    /**
     * Writes once.
     *
     * @param step what is due; the log may have been closed since that was said
     * @param closing whether this is the last time: then everything is forced and remembered
     */
    void cycle(LogQueue.Step step, boolean closing) {
        try {
            write(closing ? LogQueue.Step.FORCE : step, closing);
            if (lastFailure != null) {
                LOG.info("the audit log can be written again");
            }
            lastFailure = null;
        } catch (IOException | RuntimeException | Error e) {
            Exception failure = asException(e);
            if (lastFailure == null) {
                LOG.error("the audit log cannot be written; operations fail until it can", e);
            }
            lastFailure = failure;
            drain.lock.lock();
            try {
                drain.damage(failure);
                queue.failed(failure, LogQueue.DONE);
            } finally {
                drain.lock.unlock();
            }
        }
    }

    /** Errors count too: a fault in the mapped spool is one, and nobody may wait for ever. */
    static Exception asException(Throwable e) {
        return e instanceof Exception exception ? exception : new IOException(e);
    }

    private void write(LogQueue.Step step, boolean closing) throws IOException {
        boolean force = step == LogQueue.Step.FORCE;
        ChainPoint written;
        LogQueue.Attempt attempt;
        drain.lock.lock();
        try {
            if (force) {
                drain.lookAround();
            }
            attempt = queue.begin();
            drain.repair(attempt.kept());
            drain.drain();
            written = drain.taken();
        } finally {
            drain.lock.unlock();
        }
        if (force) {
            drain.force();
        }
        ChainPoint safe = queue.written(attempt, written, step);
        if (safe == null) {
            return;
        }
        drain.lock.lock();
        try {
            if (force) {
                drain.forced(safe);
            }
            drain.settle(safe, marks.all(), closing);
        } finally {
            drain.lock.unlock();
        }
        queue.settled();
    }
}
