package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** As many calls at once as there are turns. */
class TurnsTest {
    @Test
    void whoFindsNoTurn_isRefused_andTheNextIsServed() {
        Turns turns = new Turns(1, Duration.ofMillis(50));
        turns.begin("alice");
        assertThatThrownBy(() -> turns.begin("bob"))
                .hasMessageContaining("CKR_DEVICE_MEMORY")
                .hasMessageContaining("daemon.max_requests");
        turns.end("alice");
        turns.begin("bob");
    }

    @Test
    void oneUser_doesNotTakeAllTurns() {
        Turns turns = new Turns(4, Duration.ofMillis(50));
        turns.begin("alice");
        turns.begin("alice");
        turns.begin("alice");
        assertThatThrownBy(() -> turns.begin("alice"))
                .hasMessageContaining("CKR_DEVICE_MEMORY")
                .hasMessageContaining("of this user");
        turns.begin("bob");
        assertThatThrownBy(() -> turns.begin("bob")).hasMessageContaining("of all users");
        turns.end("alice");
        turns.begin("alice");
    }
}
