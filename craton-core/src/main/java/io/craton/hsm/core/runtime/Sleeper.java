package io.craton.hsm.core.runtime;

import java.time.Duration;

/** Waits; replaced in tests that assert how long. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Waits for the whole time, also if the thread is interrupted, whose mark is then set again.
     */
    void sleep(Duration time);

    /** Really waits. */
    Sleeper REAL =
            time -> {
                long end = System.nanoTime() + time.toNanos();
                boolean interrupted = false;
                for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                    try {
                        Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
                    } catch (InterruptedException e) {
                        // Whoever guesses PINs must not be able to cut the delay short.
                        interrupted = true;
                    }
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            };
}
