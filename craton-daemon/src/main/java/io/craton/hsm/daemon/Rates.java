package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often users whose rows of rights have {@code calls_per_second} call. Who comes too soon is
 * refused and does not wait: who waited would hold what others need. Calls of a second that nobody
 * made can be made at once. Safe for use by several threads.
 */
final class Rates {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;

    // When the last call of a user was due that has been let in.
    @GuardedBy("this")
    private final Map<String, Long> due = new HashMap<>();

    Rates() {
        this(System::nanoTime);
    }

    /**
     * @param nanoTime what time it is
     */
    Rates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts a call of a user.
     *
     * @param perSecond how many it may make in a second, 1 at least
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if it has made as many
     */
    synchronized void count(String user, int perSecond) {
        long now = nanoTime.getAsLong();
        long last = due.getOrDefault(user, now - SECOND);
        long next = Math.max(last - now, -SECOND) + SECOND / perSecond;
        if (next > 0) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    "this user makes more calls than the "
                            + perSecond
                            + " in a second that its row of [[daemon.client]] permits; try again");
        }
        due.put(user, now + next);
    }
}
