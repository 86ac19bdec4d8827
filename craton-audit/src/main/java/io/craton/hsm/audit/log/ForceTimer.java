package io.craton.hsm.audit.log;

import java.util.function.LongSupplier;

/**
 * How long lines have been in the file without being forced to the disk. Its owner is the queue,
 * under the queue's lock.
 */
final class ForceTimer {
    /** How long they may be. */
    private static final long LIMIT_NANOS = 50_000_000;

    private final LongSupplier nanoTime;
    private boolean running;
    private long since;

    ForceTimer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** There are such lines. */
    void start() {
        if (!running) {
            running = true;
            since = nanoTime.getAsLong();
        }
    }

    /** There are none. */
    void stop() {
        running = false;
    }

    boolean running() {
        return running;
    }

    long nanosLeft() {
        return since + LIMIT_NANOS - nanoTime.getAsLong();
    }

    boolean due() {
        return running && nanosLeft() <= 0;
    }
}
