package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many calls are worked on at once ({@code daemon.max_requests}): who comes then waits for its
 * turn, first come, first served. A quarter of them one user alone does not get, so that calls that
 * take long keep nobody else out. Safe for use by several threads.
 */
final class Turns {
    private final int most;
    private final Semaphore free;
    private final Map<String, Semaphore> ofUsers = new ConcurrentHashMap<>();
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
     * Waits for a turn of a user; {@link #end} follows.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if none came in time
     */
    void begin(String user) {
        long end = System.nanoTime() + patience.toNanos();
        Semaphore own = own(user);
        if (!acquire(own, end)) {
            throw none("of this user");
        }
        if (!acquire(free, end)) {
            own.release();
            throw none("of all users");
        }
    }

    private Semaphore own(String user) {
        return ofUsers.computeIfAbsent(user, name -> new Semaphore(most - most / 4, true));
    }

    private static boolean acquire(Semaphore turns, long end) {
        try {
            return turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HsmException none(String whose) {
        String many = "as many other calls " + whose;
        return new HsmException(
                ReturnCode.CKR_DEVICE_MEMORY,
                many
                        + " as "
                        + ConfigKey.DAEMON_MAX_REQUESTS.path()
                        + " permits were under way for "
                        + patience.toSeconds()
                        + " seconds; try again");
    }

    /** How many calls are worked on now. */
    int underWay() {
        return most - free.availablePermits();
    }

    /** A turn of a user is over. */
    void end(String user) {
        free.release();
        own(user).release();
    }
}
