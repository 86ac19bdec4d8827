package io.craton.hsm.core.token;

import io.craton.hsm.core.runtime.Sleeper;
import io.craton.hsm.spi.PinVerdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Attempts at the PINs of one slot, one at a time for each of them. A wrong attempt waits inside
 * its call: 100 ms, doubled with each further failure, at most 5 s (decision B11); the next attempt
 * at the same PIN starts only after that, from whichever thread or session it comes.
 */
final class PinAttempts {
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 5000;
    private static final int DOUBLINGS = 6;

    /** What is tried. */
    enum Pin {
        /** The user PIN. */
        USER,
        /** The SO PIN, whatever for. */
        SO,
        /** What opens a backup. */
        BACKUP
    }

    private final Map<Pin, ReentrantLock> turns = new EnumMap<>(Pin.class);
    private final Sleeper sleeper;

    PinAttempts(Sleeper sleeper) {
        this.sleeper = sleeper;
        for (Pin pin : Pin.values()) {
            turns.put(pin, new ReentrantLock(true));
        }
    }

    /** Makes an attempt; if its verdict is that the PIN is wrong, waits before giving it. */
    PinVerdict attempt(Pin pin, Supplier<PinVerdict> attempt) {
        ReentrantLock turn = java.util.Objects.requireNonNull(turns.get(pin));
        turn.lock();
        try {
            PinVerdict verdict = attempt.get();
            if (verdict.kind() == PinVerdict.Kind.INCORRECT) {
                sleeper.sleep(delay(verdict.failures()));
            }
            return verdict;
        } finally {
            turn.unlock();
        }
    }

    /** The delay after so many failures in a row. */
    static Duration delay(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), DOUBLINGS);
        return Duration.ofMillis(Math.min(FIRST_DELAY_MILLIS << doublings, LONGEST_DELAY_MILLIS));
    }
}
