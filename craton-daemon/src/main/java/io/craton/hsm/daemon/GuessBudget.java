package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.Right;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many wrong PINs a client may try before it has to wait (decision B51), so that none locks the
 * token for the others: at most half of what the token permits, for each PIN that the token counts.
 * What is refused here is not tried and not counted. Each time the wait is twice as long, up to a
 * day; that PIN, when it is right, ends it.
 *
 * <p>All clients together have a budget as well ({@link CommonGuesses}), so that the last tries are
 * left for who administers, and several clients do not lock together what one cannot.
 *
 * <p>A guess counts from its beginning: as many are under way at once as may be wrong, and the
 * others wait for the outcome of those.
 */
final class GuessBudget {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final int most;
    private final int locking;
    private final Duration first;
    private final Clock clock;

    @GuardedBy("this")
    private final Map<GuessedPin, Guesses> pins = new HashMap<>();

    @GuardedBy("this")
    private final Map<GuessedPin.Place, CommonGuesses> places = new HashMap<>();

    /** What came of a guess. */
    enum Outcome {
        RIGHT,
        WRONG,
        /** The call failed before the PIN was looked at, or for another reason. */
        UNKNOWN
    }

    /**
     * The guesses of a client at a PIN.
     *
     * @param pending how many are under way
     * @param wrong how many were wrong since it last had to wait
     * @param waits how often it had to wait
     * @param until when its wait ends
     */
    private record Guesses(int pending, int wrong, int waits, Instant until) {
        static final Guesses NONE = new Guesses(0, 0, 0, Instant.MIN);

        Guesses withPending(int number) {
            return new Guesses(number, wrong, waits, until);
        }
    }

    GuessBudget(HsmConfig config) {
        this.locking = config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS);
        int half = locking / 2;
        int configured = config.integer(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS);
        this.most = configured == 0 ? half : Math.min(half, configured);
        this.first = Duration.ofSeconds(config.integer(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS));
        this.clock = config.clock();
    }

    /**
     * Lets a PIN be tried; {@link #end} follows, whatever happens.
     *
     * @param right what the client may do
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client has to wait
     */
    synchronized void begin(GuessedPin pin, Right right) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        requireNoWait(pin);
        common(pin).requireTry(pin.user(), right);
        while (guesses(pin).wrong() + guesses(pin).pending() >= most
                || common(pin).isUnderWay(pin.user(), right)) {
            await(end - System.nanoTime());
            requireNoWait(pin);
            common(pin).requireTry(pin.user(), right);
        }
        pins.put(pin, guesses(pin).withPending(guesses(pin).pending() + 1));
        common(pin).begin();
    }

    @GuardedBy("this")
    private CommonGuesses common(GuessedPin pin) {
        return places.computeIfAbsent(pin.place(), place -> new CommonGuesses(locking));
    }

    /** A PIN is another one from now on: what was guessed of the old one counts no more. */
    synchronized void replaced(GuessedPin.Place place) {
        CommonGuesses common = places.get(place);
        if (common != null) {
            common.clear();
        }
        pins.replaceAll((pin, guesses) -> pin.place().equals(place) ? anew(guesses) : guesses);
        notifyAll();
    }

    private static Guesses anew(Guesses guesses) {
        return Guesses.NONE.withPending(guesses.pending());
    }

    @GuardedBy("this")
    private Guesses guesses(GuessedPin pin) {
        return pins.getOrDefault(pin, Guesses.NONE);
    }

    @GuardedBy("this")
    private void requireNoWait(GuessedPin pin) {
        Instant until = guesses(pin).until();
        Instant now = clock.instant();
        if (now.isBefore(until)) {
            throw refusal(
                    "this client has given too many wrong PINs",
                    Math.max(1, Duration.between(now, until).toSeconds()));
        }
    }

    private static HsmException refusal(String what, long seconds) {
        return new HsmException(
                ReturnCode.CKR_FUNCTION_REJECTED,
                what + "; the PIN was not tried, try again in " + seconds + " seconds");
    }

    /** Until the outcome of a guess is known. */
    @GuardedBy("this")
    private void await(long nanos) {
        try {
            if (nanos > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw refusal("other logins of this client are under way", 1);
    }

    /** The outcome of a guess that was begun. */
    synchronized void end(GuessedPin pin, Outcome outcome) {
        Guesses before = guesses(pin);
        Guesses ended = before.withPending(before.pending() - 1);
        Guesses after =
                switch (outcome) {
                    case RIGHT -> anew(ended);
                    case WRONG -> oneMoreWrong(ended);
                    case UNKNOWN -> ended;
                };
        if (after.equals(Guesses.NONE)) {
            pins.remove(pin);
        } else {
            pins.put(pin, after);
        }
        common(pin).end(pin.user(), outcome);
        notifyAll();
    }

    private Guesses oneMoreWrong(Guesses guesses) {
        int wrong = guesses.wrong() + 1;
        return wrong >= most
                ? new Guesses(
                        guesses.pending(),
                        0,
                        guesses.waits() + 1,
                        clock.instant().plus(wait(guesses)))
                : new Guesses(guesses.pending(), wrong, guesses.waits(), guesses.until());
    }

    private Duration wait(Guesses guesses) {
        Duration next = first.multipliedBy(1L << Math.min(guesses.waits(), 30));
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }
}
