package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RatesTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Rates rates = new Rates(now::get);

    @Test
    void aSecondHasSoManyCalls_andASecondOfNoneIsMadeUpFor() {
        three();
        assertThatThrownBy(() -> rates.count("alice", 3))
                .hasMessageContaining("CKR_DEVICE_MEMORY")
                .hasMessageContaining("more calls than the 3 in a second");
        // Another user is another affair.
        rates.count("bob", 3);
        later(350);
        rates.count("alice", 3);
        assertThatThrownBy(() -> rates.count("alice", 3)).hasMessageContaining("try again");
        later(60_000);
        three();
        assertThatThrownBy(() -> rates.count("alice", 3)).hasMessageContaining("try again");
    }

    private void three() {
        rates.count("alice", 3);
        rates.count("alice", 3);
        rates.count("alice", 3);
    }

    private void later(int millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
