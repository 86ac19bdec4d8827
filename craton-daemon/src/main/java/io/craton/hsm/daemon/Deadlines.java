package io.craton.hsm.daemon;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Ends the connections whose client keeps the daemon waiting, on a thread of its own. */
final class Deadlines implements Runnable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Collection<Connection> connections;
    private final long pause;

    /**
     * @param connections those that there are now
     * @param patience how long a client is waited for: a tenth of it more does not matter
     */
    Deadlines(Collection<Connection> connections, Duration patience) {
        Duration tenth = patience.dividedBy(10);
        this.connections = connections;
        this.pause = (tenth.compareTo(LONGEST_PAUSE) < 0 ? tenth : LONGEST_PAUSE).toNanos();
    }

    /** Until the thread is interrupted. */
    @Override
    public void run() {
        try {
            while (true) {
                TimeUnit.NANOSECONDS.sleep(pause);
                connections.forEach(Connection::endIfLate);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
