package io.craton.hsm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ResultsTest {
    private final Results results = new Results();

    private void measured(Measured operation, Rival rival, double processorNanos) {
        results.figure(operation, rival).add(processorNanos, 7 * processorNanos);
    }

    @Test
    void figure_isTheMedianOfTheRounds() {
        Figure figure = new Figure();
        figure.add(300, 30);
        figure.add(100, 10);
        figure.add(110, 90);

        assertThat(figure.processor()).isEqualTo(110);
        assertThat(figure.wall()).contains(30.0);
        assertThat(figure.spread()).isCloseTo(200.0 / 110, within(1e-9));
        assertThat(figure.rounds()).containsExactly(300.0, 100.0, 110.0);

        figure.add(120, 50);

        assertThat(figure.processor()).isEqualTo(115);
        assertThat(figure.wall()).contains(40.0);
    }

    @Test
    void figure_saysNoWallTimeThatWasNotMeasured() {
        Figure figure = new Figure();
        figure.add(100);

        assertThat(figure.processor()).isEqualTo(100);
        assertThat(figure.spread()).isZero();
        assertThat(figure.wall()).isEmpty();
    }

    @Test
    void whoseRoundFailed_hasNoFigureOfTheRoundsBefore() {
        measured(Measured.P256_SIGN, Rival.SOFTHSM, 100);
        measured(Measured.P256_SIGN, Rival.API, 25);

        results.leaveOut(Measured.P256_SIGN, Rival.API);
        assertThat(results.find(Measured.P256_SIGN, Rival.API)).isEmpty();
        assertThat(results.operations()).containsExactly(Measured.P256_SIGN);

        results.leaveOut(Measured.P256_SIGN, Rival.SOFTHSM);
        assertThat(results.operations()).isEmpty();
    }

    @Test
    void ratio_ofAnOperationIsHowOftenBesideSoftHsm() {
        measured(Measured.P256_SIGN, Rival.SOFTHSM, 100);
        measured(Measured.P256_SIGN, Rival.API, 25);
        measured(Measured.P256_SIGN, Rival.JDK, 400);

        assertThat(results.ratio(Measured.P256_SIGN, Rival.API)).contains(4.0);
        assertThat(results.ratio(Measured.P256_SIGN, Rival.JDK)).contains(0.25);
        assertThat(results.ratio(Measured.P256_SIGN, Rival.SOFTHSM)).contains(1.0);
    }

    @Test
    void ratio_ofAHandshakeIsWhatItCostsBesideASoftwareKey() {
        measured(Measured.TLS_P256, Rival.JDK, 100);
        measured(Measured.TLS_P256, Rival.JCA, 125);

        assertThat(results.ratio(Measured.TLS_P256, Rival.JCA)).contains(1.25);
    }

    @Test
    void ratio_isEmptyWithoutOneOfTheTwo() {
        measured(Measured.ML_DSA_65_SIGN, Rival.API, 100);
        measured(Measured.P256_SIGN, Rival.SOFTHSM, 100);

        assertThat(results.ratio(Measured.ML_DSA_65_SIGN, Rival.API)).isEmpty();
        assertThat(results.ratio(Measured.P256_SIGN, Rival.API)).isEmpty();
        assertThat(results.operations())
                .containsExactly(Measured.P256_SIGN, Measured.ML_DSA_65_SIGN);
        assertThat(results.rivals()).containsExactly(Rival.API, Rival.SOFTHSM);
    }
}
