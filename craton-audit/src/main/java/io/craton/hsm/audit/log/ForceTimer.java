package io.craton.hsm.audit.log;

/**
 * How long lines have been in the file without being forced to the disk. Its owner is the queue,
 * under the queue's lock.
 */
final class ForceTimer {
    /** How long they may be. */
    private static final long LIMIT_NANOS = 50_000_000;

    private boolean running;
    private long since;

    /** There are such lines. */
    void start() {
        if (!running) {
            running = true;
            since = System.nanoTime();
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
        return since + LIMIT_NANOS - System.nanoTime();
    }

    boolean due() {
        return running && nanosLeft() <= 0;
    }
}
