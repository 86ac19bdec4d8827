package io.craton.hsm.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final double STEP = 1.04;

    @Test
    void percentile_isOfTheCalls_asExactAsItSays() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100_000; i++) {
            latencies.add(i);
        }

        assertThat(latencies.count()).isEqualTo(100_000);
        assertThat(latencies.longest()).isEqualTo(100_000);
        assertThat((double) latencies.percentile(0.5)).isBetween(50_000.0, 50_000 * STEP);
        assertThat((double) latencies.percentile(0.999)).isBetween(99_900.0, 100_000.0);
        assertThat(latencies.percentile(1)).isEqualTo(100_000);
    }

    @Test
    void fewCalls_haveTheirOwn() {
        Latencies latencies = new Latencies();
        assertThat(latencies.percentile(0.5)).isZero();

        latencies.add(7);
        assertThat(latencies.percentile(0.001)).isEqualTo(7);
        latencies.add(Long.MAX_VALUE);
        assertThat(latencies.percentile(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(latencies.percentile(0.5)).isEqualTo(7);
    }

    @Test
    void thoseOfAnotherThread_areAdded() {
        Latencies all = new Latencies();
        all.add(10);
        Latencies other = new Latencies();
        other.add(1_000);
        other.add(1_001);
        all.add(other);

        assertThat(all.count()).isEqualTo(3);
        assertThat(all.longest()).isEqualTo(1_001);
        assertThat(all.percentile(0.3)).isEqualTo(10);
        assertThat((double) all.percentile(0.5)).isBetween(1_000.0, 1_000 * STEP);
    }
}
