package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.wire.Right;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** A client that guesses locks itself out, and not the token (decision B51). */
class GuessBudgetTest {
    private static final ClientIdentity GUESSER = new ClientIdentity("mallory", Right.USE);
    private static final ClientIdentity OTHER = new ClientIdentity("alice", Right.USE);

    private final Ticking clock = new Ticking();
    private final GuessBudget budget =
            new GuessBudget(
                    HsmConfig.builder()
                            .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 8)
                            .set(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS, 100)
                            .set(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS, 60)
                            .clock(clock)
                            .build());

    @Test
    void halfOfWhatTheTokenPermits_isTheMost() {
        guess(3);
        assertThatCode(() -> budget.require(GUESSER)).doesNotThrowAnyException();
        guess(1);
        assertThatThrownBy(() -> budget.require(GUESSER))
                .hasMessageContaining("CKR_FUNCTION_REJECTED")
                .hasMessageContaining("in 60 seconds");
        assertThatCode(() -> budget.require(OTHER)).doesNotThrowAnyException();
    }

    @Test
    void wait_doublesUpToADay() {
        for (long seconds = 60; seconds < 86_400; seconds *= 2) {
            guess(4);
            clock.pass(Duration.ofSeconds(seconds - 1));
            assertThatThrownBy(() -> budget.require(GUESSER)).hasMessageContaining("in 1 seconds");
            clock.pass(Duration.ofSeconds(1));
            assertThatCode(() -> budget.require(GUESSER)).doesNotThrowAnyException();
        }
        guess(4);
        assertThatThrownBy(() -> budget.require(GUESSER)).hasMessageContaining("in 86400 seconds");
    }

    @Test
    void rightPin_beginsAnew() {
        guess(3);
        budget.right(GUESSER);
        guess(3);
        assertThatCode(() -> budget.require(GUESSER)).doesNotThrowAnyException();
    }

    private void guess(int times) {
        for (int i = 0; i < times; i++) {
            budget.wrong(GUESSER);
        }
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
