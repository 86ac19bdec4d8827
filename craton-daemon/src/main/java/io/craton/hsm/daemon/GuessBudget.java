package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * How many wrong PINs a client may try before it has to wait (decision B51), so that none locks the
 * token for the others: at most half of what the token permits. What is refused here is not tried
 * and not counted. Each time the wait is twice as long, up to a day; a right PIN ends it.
 */
final class GuessBudget {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final int most;
    private final Duration first;
    private final Clock clock;

    @GuardedBy("this")
    private final Map<String, Guesses> clients = new HashMap<>();

    /**
     * The wrong guesses of a client.
     *
     * @param wrong how many since it last had to wait
     * @param waits how often it had to wait
     * @param until when its wait ends
     */
    private record Guesses(int wrong, int waits, Instant until) {
        static final Guesses NONE = new Guesses(0, 0, Instant.MIN);
    }

    GuessBudget(HsmConfig config) {
        int half = config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS) / 2;
        int configured = config.integer(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS);
        this.most = configured == 0 ? half : Math.min(half, configured);
        this.first = Duration.ofSeconds(config.integer(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS));
        this.clock = config.clock();
    }

    /**
     * Lets a login be tried.
     *
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client has to wait
     */
    synchronized void require(ClientIdentity client) {
        Guesses guesses = clients.getOrDefault(client.user(), Guesses.NONE);
        Instant now = clock.instant();
        if (now.isBefore(guesses.until())) {
            long seconds = Math.max(1, Duration.between(now, guesses.until()).toSeconds());
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    "this client has given too many wrong PINs; the PIN was not tried, try again in "
                            + seconds
                            + " seconds");
        }
    }

    /** A PIN was wrong. */
    synchronized void wrong(ClientIdentity client) {
        Guesses guesses = clients.getOrDefault(client.user(), Guesses.NONE);
        int wrong = guesses.wrong() + 1;
        boolean spent = wrong >= most;
        clients.put(
                client.user(),
                spent
                        ? new Guesses(0, guesses.waits() + 1, clock.instant().plus(wait(guesses)))
                        : new Guesses(wrong, guesses.waits(), guesses.until()));
    }

    private Duration wait(Guesses guesses) {
        Duration next = first.multipliedBy(1L << Math.min(guesses.waits(), 30));
        return next.compareTo(LONGEST) < 0 ? next : LONGEST;
    }

    /** A PIN was right. */
    synchronized void right(ClientIdentity client) {
        clients.remove(client.user());
    }
}
