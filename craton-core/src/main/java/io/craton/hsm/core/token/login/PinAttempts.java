package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.core.runtime.Sleeper;
import io.craton.hsm.spi.PinVerdict;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Attempts at the PINs of one slot, one at a time for each of them. A wrong attempt waits inside
 * its call: 100 ms, doubled with each further failure, at most 5 s (decision B11); the next attempt
 * at the same PIN starts only after that, from whichever thread or session it comes.
 */
public final class PinAttempts {
    private static final long FIRST_DELAY_MILLIS = 100;
    private static final long LONGEST_DELAY_MILLIS = 5000;
    private static final int DOUBLINGS = 6;
    private static final String OFFICER_LOCKED =
            "the SO PIN is locked after too many failures; only destroying the token helps (token destroy),"
                    + " after which it can be initialised, or restored from a backup";
    private static final String USER_LOCKED =
            "the user PIN is locked after too many failures; the SO can set a new one (pin reset)";

    /** What is tried. */
    public enum Pin {
        /** The user PIN. */
        USER,
        /** The SO PIN, whatever for. */
        SO,
        /** What opens a backup. */
        BACKUP
    }

    private final Map<Pin, ReentrantLock> turns = new EnumMap<>(Pin.class);
    private final Sleeper sleeper;
    private final int limit;

    /**
     * @param sleeper waits
     * @param limit after how many failures in a row a PIN is locked
     */
    public PinAttempts(Sleeper sleeper, int limit) {
        this.sleeper = sleeper;
        this.limit = limit;
        for (Pin pin : Pin.values()) {
            turns.put(pin, new ReentrantLock(true));
        }
    }

    /** Makes an attempt; if its verdict is that the PIN is wrong, waits before giving it. */
    public PinVerdict attempt(Pin pin, Supplier<PinVerdict> attempt) {
        ReentrantLock turn = Objects.requireNonNull(turns.get(pin));
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

    /**
     * Makes an attempt at somebody's PIN, and refuses what it found unless that is the right PIN.
     *
     * @param user whose PIN
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED}, {@code
     *     CKR_USER_PIN_NOT_INITIALIZED}, {@code CKR_TOKEN_NOT_INITIALIZED}
     */
    public void require(UserType user, Supplier<PinVerdict> attempt) {
        boolean officer = user == UserType.CKU_SO;
        PinVerdict verdict = attempt(officer ? Pin.SO : Pin.USER, attempt);
        String who = officer ? "SO" : "user";
        String refusal =
                switch (verdict.kind()) {
                    case OK -> null;
                    case INCORRECT -> wrong(who, verdict.failures());
                    case LOCKED -> officer ? OFFICER_LOCKED : USER_LOCKED;
                    case NOT_SET ->
                            "the " + who + " PIN has not been set; the SO sets it (pin init)";
                };
        if (refusal != null) {
            throw new HsmException(PinRecord.code(user, verdict), refusal);
        }
    }

    private String wrong(String who, int failures) {
        String inARow = failures == 1 ? " failure in a row); " : " failures in a row); ";
        return "the " + who + " PIN is wrong (" + failures + inARow + left(limit - failures);
    }

    private static String left(int tries) {
        if (tries <= 0) {
            return "that was the last try, and it is locked now";
        }
        return tries == 1 ? "one try is left" : tries + " tries are left";
    }

    /** The delay after so many failures in a row. */
    static Duration delay(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), DOUBLINGS);
        return Duration.ofMillis(Math.min(FIRST_DELAY_MILLIS << doublings, LONGEST_DELAY_MILLIS));
    }
}
