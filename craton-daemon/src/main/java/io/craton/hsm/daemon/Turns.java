package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many calls are worked on at once ({@code daemon.max_requests}): who comes then waits for its
 * turn, first come, first served. Safe for use by several threads.
 */
final class Turns {
    private final int most;
    private final Semaphore free;
    private final Duration patience;

    /**
     * @param most how many turns there are at once
     * @param patience how long one is waited for
     */
    Turns(int most, Duration patience) {
        this.most = most;
        this.free = new Semaphore(most, true);
        this.patience = patience;
    }

    /**
     * Waits for a turn; {@link #end} follows.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if none came in time
     */
    void begin() {
        try {
            if (free.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String many = "as many other calls as " + ConfigKey.DAEMON_MAX_REQUESTS.path() + " permits";
        throw new HsmException(
                ReturnCode.CKR_DEVICE_MEMORY,
                many + " were under way for " + patience.toSeconds() + " seconds; try again");
    }

    /** How many calls are worked on now. */
    int underWay() {
        return most - free.availablePermits();
    }

    /** A turn is over. */
    void end() {
        free.release();
    }
}
