package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What happens often is said once. */
class OnceAMinuteTest {
    @Test
    void theFirst_isSaid_andThoseSoonAfterAreNot() {
        OnceAMinute line = new OnceAMinute();
        assertThat(line.happened()).isEqualTo(1);
        assertThat(line.happened()).isZero();
        assertThat(line.happened()).isZero();
    }
}
