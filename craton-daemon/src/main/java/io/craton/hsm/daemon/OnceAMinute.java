package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what happens often from filling the log: one line a minute, with how often it was. Safe for
 * use by several threads.
 */
final class OnceAMinute {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @GuardedBy("this")
    private long unsaid;

    @GuardedBy("this")
    private boolean hasSaid;

    @GuardedBy("this")
    private long last;

    /** It happened once more: 0 if nothing is said now, else how often since it was last said. */
    synchronized long happened() {
        unsaid++;
        long now = System.nanoTime();
        if (hasSaid && now - last < MINUTE) {
            return 0;
        }
        hasSaid = true;
        last = now;
        long times = unsaid;
        unsaid = 0;
        return times;
    }
}
