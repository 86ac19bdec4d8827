package io.craton.hsm.core.runtime;

import java.time.Duration;

/** Waits; replaced in tests that assert how long. */
@FunctionalInterface
public interface Sleeper {
    /**
     * Waits for the whole time, also if the thread is interrupted, whose mark is then set again.
     */
    void sleep(Duration time);
}
