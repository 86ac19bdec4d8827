package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** As many calls at once as there are turns. */
class TurnsTest {
    @Test
    void whoFindsNoTurn_isRefused_andTheNextIsServed() {
        Turns turns = new Turns(1, Duration.ofMillis(50));
        turns.begin();
        assertThatThrownBy(turns::begin)
                .hasMessageContaining("CKR_DEVICE_MEMORY")
                .hasMessageContaining("daemon.max_requests");
        turns.end();
        turns.begin();
    }
}
