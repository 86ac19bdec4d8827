package io.craton.hsm.core.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S2-28")
@Tag("S3-8")
class HealthTestsTest {
    @Test
    void failure_repetitions_failsAtTheCutoffAndNotBefore() {
        byte[] bytes = new byte[HealthTests.REPETITION_CUTOFF];
        Arrays.fill(bytes, (byte) 7);

        assertThat(new HealthTests().failure(bytes, 0, bytes.length - 1)).isNull();
        assertThat(new HealthTests().failure(bytes, 0, bytes.length))
                .isEqualTo("repetition count test");
    }

    @Test
    void failure_repetitionsOverTwoReads_areCountedTogether() {
        HealthTests tests = new HealthTests();

        assertThat(tests.failure(new byte[6], 0, 6)).isNull();
        assertThat(tests.failure(new byte[5], 0, 5)).isEqualTo("repetition count test");
    }

    @Test
    void failure_proportion_failsAtTheCutoffAndNotBefore() {
        assertThat(
                        new HealthTests()
                                .failure(
                                        window(HealthTests.PROPORTION_CUTOFF - 1),
                                        0,
                                        HealthTests.WINDOW))
                .isNull();
        assertThat(
                        new HealthTests()
                                .failure(
                                        window(HealthTests.PROPORTION_CUTOFF),
                                        0,
                                        HealthTests.WINDOW))
                .isEqualTo("adaptive proportion test");
    }

    @Test
    void failure_proportion_startsAnewWithEachWindow() {
        HealthTests tests = new HealthTests();
        byte[] almost = window(HealthTests.PROPORTION_CUTOFF - 1);

        for (int i = 0; i < 100; i++) {
            assertThat(tests.failure(almost, 0, almost.length)).isNull();
        }
    }

    /** The first byte of the window so many times, spread, among bytes that all differ from it. */
    private static byte[] window(int count) {
        byte[] bytes = new byte[HealthTests.WINDOW];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = i % 6 == 0 && i / 6 < count ? 0 : (byte) (1 + i % 255);
        }
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void failure_goodSource_passesForMegabytes(long seed) throws IOException {
        HealthTests tests = new HealthTests();
        EntropySource source = ScriptedEntropy.good(seed);
        byte[] bytes = new byte[4096];
        for (int i = 0; i < 500; i++) {
            source.read(bytes, 0, bytes.length);
            assertThat(tests.failure(bytes, 0, bytes.length)).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 40, 75, 95})
    void failure_biasedSource_isFoundWithinAFewWindows(int percent) throws IOException {
        HealthTests tests = new HealthTests();
        EntropySource source = ScriptedEntropy.biased(11, percent);
        byte[] bytes = new byte[32];
        for (int i = 0; i < 200; i++) {
            source.read(bytes, 0, bytes.length);
            if (tests.failure(bytes, 0, bytes.length) != null) {
                return;
            }
        }
        throw new AssertionError("a bias of " + percent + " % went unnoticed for 6400 bytes");
    }

    @Test
    void cutoffs_followFromTheFormulas_ofSp80090b() {
        // Section 4.4.1: C = 1 + ceil(-log2(alpha) / H), alpha = 2^-40, H = 4.
        assertThat(HealthTests.REPETITION_CUTOFF).isEqualTo(1 + 40 / 4);
        // Section 4.4.2: C = 1 + critbinom(W, 2^-H, 1 - alpha): the least count whose upper tail is
        // at most alpha.
        BigDecimal alpha =
                BigDecimal.ONE.divide(
                        new BigDecimal(BigInteger.TWO.pow(40)), MathContext.DECIMAL128);
        BigDecimal p = BigDecimal.ONE.divide(BigDecimal.valueOf(16), MathContext.DECIMAL128);
        BigDecimal tail = BigDecimal.ZERO;
        int k = HealthTests.WINDOW;
        while (true) {
            tail = tail.add(probability(k, p));
            if (tail.compareTo(alpha) > 0) {
                break;
            }
            k--;
        }
        assertThat(HealthTests.PROPORTION_CUTOFF).isEqualTo(1 + k);
    }

    private static BigDecimal probability(int k, BigDecimal p) {
        BigInteger choose = BigInteger.ONE;
        for (int i = 1; i <= k; i++) {
            choose =
                    choose.multiply(BigInteger.valueOf(HealthTests.WINDOW + 1 - i))
                            .divide(BigInteger.valueOf(i));
        }
        return new BigDecimal(choose)
                .multiply(p.pow(k, MathContext.DECIMAL128))
                .multiply(
                        BigDecimal.ONE
                                .subtract(p)
                                .pow(HealthTests.WINDOW - k, MathContext.DECIMAL128));
    }
}
