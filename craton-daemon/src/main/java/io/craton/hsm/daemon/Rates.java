package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often users whose rows of rights have {@code calls_per_second} call: who comes too soon
 * waits. Calls of a second that nobody made can be made at once. Safe for use by several threads.
 */
final class Rates {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Duration patience;
    private final LongSupplier nanoTime;

    // When the last call of a user was due that has been let in.
    @GuardedBy("this")
    private final Map<String, Long> due = new HashMap<>();

    /**
     * @param patience how long a call waits
     */
    Rates(Duration patience) {
        this(patience, System::nanoTime);
    }

    /**
     * @param nanoTime what time it is
     */
    Rates(Duration patience, LongSupplier nanoTime) {
        this.patience = patience;
        this.nanoTime = nanoTime;
    }

    /**
     * Waits until a user may make the next call.
     *
     * @param perSecond how many it may make in a second, 1 at least
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if that would take too long
     */
    void await(String user, int perSecond) {
        long wait = next(user, perSecond, nanoTime.getAsLong());
        try {
            if (wait <= patience.toNanos()) {
                TimeUnit.NANOSECONDS.sleep(wait);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new HsmException(
                ReturnCode.CKR_DEVICE_MEMORY,
                "this user makes more calls than the "
                        + perSecond
                        + " in a second that its row of [[daemon.client]] permits; try again");
    }

    /** In how many nanoseconds the next call may be made; it counts if that is soon enough. */
    private synchronized long next(String user, int perSecond, long now) {
        long last = due.getOrDefault(user, now - SECOND);
        long next = Math.max(last - now, -SECOND) + SECOND / perSecond;
        if (next <= patience.toNanos()) {
            due.put(user, now + next);
        }
        return Math.max(next, 0);
    }
}
