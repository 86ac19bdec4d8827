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
import java.util.function.BooleanSupplier;

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
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long MOMENT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final int most;
    private final int locking;
    private final Duration first;
    private final Clock clock;
    private final long patienceNanos;

    @GuardedBy("this")
    private final Map<GuessedPin, Guesses> pins = new HashMap<>();

    @GuardedBy("this")
    private final Map<GuessedPin.Place, CommonGuesses> places = new HashMap<>();

    @GuardedBy("this")
    private long outcomes;

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
        this(config, PATIENCE);
    }

    /**
     * @param patience how long an outcome of others is waited for
     */
    GuessBudget(HsmConfig config, Duration patience) {
        this.patienceNanos = patience.toNanos();
        this.locking = config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS);
        int half = locking / 2;
        int configured = config.integer(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS);
        this.most = configured == 0 ? half : Math.min(half, configured);
        this.first = Duration.ofSeconds(config.integer(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS));
        this.clock = config.clock();
    }

    /**
     * Lets a PIN be tried; {@link #end} follows, whatever happens. Who waits for the outcome of
     * others does so as long as there are outcomes, and as long as somebody waits for its own.
     *
     * @param right what the client may do
     * @param isGone whether the client does not wait any more
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client has to wait, {@code
     *     CKR_FUNCTION_CANCELED} if it is gone
     */
    void begin(GuessedPin pin, Right right, BooleanSupplier isGone) {
        long known = outcomes();
        long end = System.nanoTime() + patienceNanos;
        while (!begun(pin, right)) {
            long now = outcomes();
            if (now != known) {
                known = now;
                end = System.nanoTime() + patienceNanos;
            }
            if (System.nanoTime() - end > 0) {
                throw refusal("other logins of this client are under way", 1);
            }
            // Asked without the lock: it looks at the connection.
            if (isGone.getAsBoolean()) {
                throw new HsmException(
                        ReturnCode.CKR_FUNCTION_CANCELED, "the client that logs in is gone");
            }
        }
    }

    private synchronized long outcomes() {
        return outcomes;
    }

    /** Begins a guess; false if there is none free even after a moment. */
    private synchronized boolean begun(GuessedPin pin, Right right) {
        if (!isFree(pin, right)) {
            await();
            if (!isFree(pin, right)) {
                return false;
            }
        }
        pins.put(pin, guesses(pin).withPending(guesses(pin).pending() + 1));
        common(pin).begin();
        return true;
    }

    @GuardedBy("this")
    private boolean isFree(GuessedPin pin, Right right) {
        requireNoWait(pin);
        CommonGuesses common = common(pin);
        common.requireTry(pin.user(), right);
        Guesses own = guesses(pin);
        return own.wrong() + own.pending() < most && !common.isUnderWay(pin.user(), right);
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

    /** How many clients have to wait now. */
    synchronized long waitingClients() {
        Instant now = clock.instant();
        return pins.entrySet().stream()
                .filter(entry -> now.isBefore(entry.getValue().until()))
                .map(entry -> entry.getKey().user())
                .distinct()
                .count();
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

    /** Until the outcome of a guess is known, or for a moment. */
    @GuardedBy("this")
    private void await() {
        try {
            TimeUnit.NANOSECONDS.timedWait(this, MOMENT_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal("other logins of this client are under way", 1);
        }
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
        outcomes++;
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
