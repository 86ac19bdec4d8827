package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.UserType;
import io.craton.hsm.daemon.GuessBudget.Outcome;
import io.craton.hsm.wire.Right;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that guesses locks itself out, and not the token (decision B51). */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuessBudgetTest {
    private static final GuessedPin PIN = new GuessedPin("mallory", 0, UserType.CKU_USER);

    private static final BooleanSupplier THERE = () -> false;

    private final Ticking clock = new Ticking();
    private final HsmConfig config =
            HsmConfig.builder()
                    .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 8)
                    .set(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS, 100)
                    .set(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS, 60)
                    .clock(clock)
                    .build();
    private final GuessBudget budget = new GuessBudget(config);

    @Test
    void halfOfWhatTheTokenPermits_isTheMost() {
        guess(3);
        assertPermitted(PIN);
        guess(1);
        assertThatThrownBy(() -> budget.begin(PIN, Right.ADMIN, THERE))
                .hasMessageContaining("CKR_FUNCTION_REJECTED")
                .hasMessageContaining("in 60 seconds");
        assertPermitted(new GuessedPin("alice", 0, UserType.CKU_USER));
        assertPermitted(new GuessedPin("mallory", 1, UserType.CKU_USER));
        assertPermitted(new GuessedPin("mallory", 0, UserType.CKU_SO));
    }

    @Test
    void wait_doublesUpToADay() {
        for (long seconds = 60; seconds < 86_400; seconds *= 2) {
            guess(4);
            clock.pass(Duration.ofSeconds(seconds - 1));
            assertThatThrownBy(() -> budget.begin(PIN, Right.ADMIN, THERE))
                    .hasMessageContaining("in 1 seconds");
            clock.pass(Duration.ofSeconds(1));
            assertPermitted(PIN);
        }
        guess(4);
        assertThatThrownBy(() -> budget.begin(PIN, Right.ADMIN, THERE))
                .hasMessageContaining("in 86400 seconds");
    }

    @Test
    void rightPin_beginsAnew_andNoOther() {
        guess(3);
        tried(new GuessedPin("mallory", 1, UserType.CKU_USER), Outcome.RIGHT);
        tried(new GuessedPin("mallory", 0, UserType.CKU_SO), Outcome.RIGHT);
        tried(PIN, Outcome.UNKNOWN);
        guess(1);
        assertThatThrownBy(() -> budget.begin(PIN, Right.ADMIN, THERE))
                .hasMessageContaining("in 60 seconds");
        clock.pass(Duration.ofSeconds(60));
        guess(3);
        tried(PIN, Outcome.RIGHT);
        guess(3);
        assertPermitted(PIN);
    }

    /** Sixteen at once try four PINs, as one after the other would. */
    @Test
    void guessesAtOnce_areNoMore() throws Exception {
        AtomicInteger tried = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(16);
        atOnce(
                () -> {
                    start.await();
                    budget.begin(PIN, Right.ADMIN, THERE);
                    tried.incrementAndGet();
                    Thread.sleep(50);
                    budget.end(PIN, Outcome.WRONG);
                    return null;
                });
        assertThat(tried).hasValue(4);
        assertThatThrownBy(() -> budget.begin(PIN, Right.ADMIN, THERE))
                .hasMessageContaining("in 60 seconds");
    }

    /** A program with the right PIN may log in with more threads than it may be wrong. */
    @Test
    void rightPinsAtOnce_areAllTried() throws Exception {
        AtomicInteger tried = new AtomicInteger();
        atOnce(
                () -> {
                    budget.begin(PIN, Right.ADMIN, THERE);
                    tried.incrementAndGet();
                    budget.end(PIN, Outcome.RIGHT);
                    return null;
                });
        assertThat(tried).hasValue(16);
    }

    /** Of eight the last two are kept, and that is for good: the token forgets none either. */
    @Test
    void clientsTogether_leaveTheLastTriesForAnAdministrator() {
        wrong("alice", "alice", "alice", "bob", "bob", "carol");
        assertThatThrownBy(() -> tried("dave", Right.USE, Outcome.WRONG))
                .hasMessageContaining("CKR_FUNCTION_REJECTED: 6 wrong PINs were given in a row")
                .hasMessageContaining("let one log in or reset it");
        clock.pass(Duration.ofDays(2));
        assertThatThrownBy(() -> tried("alice", Right.USE, Outcome.RIGHT))
                .hasMessageContaining("6 wrong PINs");
        tried("root", Right.ADMIN, Outcome.WRONG);
        tried("root", Right.ADMIN, Outcome.RIGHT);
        tried("dave", Right.USE, Outcome.WRONG);
    }

    @Test
    void clientThatKnowsThePin_isNotHeldUpByOthers() {
        tried("web", Right.USE, Outcome.RIGHT);
        wrong("alice", "alice", "alice", "bob", "bob", "carol");
        assertThatThrownBy(() -> tried("dave", Right.USE, Outcome.RIGHT))
                .hasMessageContaining("6 wrong PINs");
        tried("web", Right.USE, Outcome.UNKNOWN);
        tried("web", Right.USE, Outcome.WRONG);
        assertThatThrownBy(() -> tried("web", Right.USE, Outcome.RIGHT))
                .hasMessageContaining("7 wrong PINs");
    }

    @Test
    void pinThatIsReset_isGuessedAnew() {
        tried("web", Right.USE, Outcome.RIGHT);
        wrong("alice", "alice", "alice", "alice", "bob", "bob");
        budget.replaced(new GuessedPin.Place(0, UserType.CKU_SO));
        assertThatThrownBy(() -> tried("bob", Right.USE, Outcome.WRONG))
                .hasMessageContaining("6 wrong PINs");
        budget.replaced(PIN.place());
        // Neither does alice wait any longer, nor does web know the new PIN.
        wrong("alice", "alice", "alice", "bob", "bob", "carol");
        assertThatThrownBy(() -> tried("web", Right.USE, Outcome.RIGHT))
                .hasMessageContaining("6 wrong PINs");
    }

    /** Sixteen clients at once try six PINs. */
    @Test
    void guessesOfAllAtOnce_areNoMore() throws Exception {
        AtomicInteger tried = new AtomicInteger();
        AtomicInteger names = new AtomicInteger();
        atOnce(
                () -> {
                    GuessedPin pin = of("user " + names.incrementAndGet());
                    budget.begin(pin, Right.USE, THERE);
                    tried.incrementAndGet();
                    Thread.sleep(50);
                    budget.end(pin, Outcome.WRONG);
                    return null;
                });
        assertThat(tried).hasValue(6);
    }

    private static GuessedPin of(String user) {
        return new GuessedPin(user, 0, UserType.CKU_USER);
    }

    private void wrong(String... users) {
        for (String user : users) {
            tried(user, Right.USE, Outcome.WRONG);
        }
    }

    private void tried(String user, Right right, Outcome outcome) {
        budget.begin(of(user), right, THERE);
        budget.end(of(user), outcome);
    }

    /** As many threads as a program likes, each as slow as a login is on a busy machine. */
    @Test
    void rightPinsThatTakeLong_waitForEachOther() throws Exception {
        AtomicInteger tried = new AtomicInteger();
        GuessBudget impatient = new GuessBudget(config, Duration.ofSeconds(2));
        Callable<Void> slow =
                () -> {
                    impatient.begin(PIN, Right.USE, THERE);
                    Thread.sleep(700);
                    tried.incrementAndGet();
                    impatient.end(PIN, Outcome.RIGHT);
                    return null;
                };
        atOnce(slow);
        assertThat(tried).hasValue(16);
    }

    @Test
    void clientThatIsGone_waitsNoLonger() {
        for (int i = 0; i < 4; i++) {
            budget.begin(PIN, Right.USE, THERE);
        }
        assertThatThrownBy(() -> budget.begin(PIN, Right.USE, () -> true))
                .hasMessageContaining("CKR_FUNCTION_CANCELED");
    }

    private static void atOnce(Callable<Void> attempt) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        try {
            threads.invokeAll(Collections.nCopies(16, attempt));
        } finally {
            threads.shutdownNow();
        }
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            tried(PIN, Outcome.WRONG);
        }
    }

    private void tried(GuessedPin pin, Outcome outcome) {
        budget.begin(pin, Right.ADMIN, THERE);
        budget.end(pin, outcome);
    }

    private void assertPermitted(GuessedPin pin) {
        assertThatCode(() -> tried(pin, Outcome.UNKNOWN)).doesNotThrowAnyException();
    }

    private static final class Ticking extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
