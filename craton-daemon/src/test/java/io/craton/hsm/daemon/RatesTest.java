package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Rates rates = new Rates(Duration.ZERO, now::get);

    @Test
    void aSecondHasSoManyCalls_andASecondOfNoneIsMadeUpFor() {
        three();
        assertThatThrownBy(() -> rates.await("alice", 3))
                .hasMessageContaining("CKR_DEVICE_MEMORY")
                .hasMessageContaining("more calls than the 3 in a second");
        // Another user is another affair.
        rates.await("bob", 3);
        later(350);
        rates.await("alice", 3);
        assertThatThrownBy(() -> rates.await("alice", 3)).hasMessageContaining("try again");
        later(60_000);
        three();
        assertThatThrownBy(() -> rates.await("alice", 3)).hasMessageContaining("try again");
    }

    private void three() {
        rates.await("alice", 3);
        rates.await("alice", 3);
        rates.await("alice", 3);
    }

    private void later(int millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void whoCanWait_isMadeToWait() {
        Rates patient = new Rates(Duration.ofSeconds(30));
        for (int i = 0; i < 1100; i++) {
            patient.await("alice", 1000);
        }
    }
}
