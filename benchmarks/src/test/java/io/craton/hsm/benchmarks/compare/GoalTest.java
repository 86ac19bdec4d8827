package io.craton.hsm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run says of the goals, from made-up figures. */
class GoalTest {
    private final Results results = new Results();

    private void measured(Measured operation, Rival rival, double processorNanos) {
        results.figure(operation, rival).add(processorNanos);
    }

    private List<String> rows() {
        return Goal.all().stream()
                .map(goal -> goal.row(results))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void nothing_isSaidOfWhatWasNotMeasured() {
        assertThat(rows()).isEmpty();

        measured(Measured.SHA256_64, Rival.API, 400);

        assertThat(rows()).isEmpty();
    }

    @Test
    void times_areAtLeastTheBound() {
        measured(Measured.SHA256_64, Rival.SOFTHSM, 320);
        measured(Measured.SHA256_64, Rival.API, 400);
        measured(Measured.SHA256_64, Rival.API_UNLOGGED, 320);

        assertThat(rows())
                .containsExactly(
                        "| SHA-256, 64 B: Craton HSM, times SoftHSM (C) | >= 0.80 | 0.80 | reached |",
                        "| SHA-256, 64 B: Craton HSM, no log, times SoftHSM (C) | >= 1.40 | 1.00 |"
                                + " **missed** |");
    }

    @Test
    void signature_isSetBesideTheFastestLibraryThatIsThere() {
        measured(Measured.ED25519_VERIFY, Rival.API, 110);
        measured(Measured.ED25519_VERIFY, Rival.API_ACCP, 60);
        measured(Measured.ED25519_VERIFY, Rival.JDK, 900);
        measured(Measured.ED25519_VERIFY, Rival.BC, 100);
        measured(Measured.ED25519_VERIFY, Rival.ACCP, 50);

        assertThat(rows())
                .containsExactly(
                        "| Ed25519 verify: Craton HSM, of the fastest library there | <= 1.10 | 1.10 |"
                                + " reached |",
                        "| Ed25519 verify: Craton HSM, ACCP, of the fastest library there | <= 1.10 |"
                                + " 1.20 | **missed** |");
    }

    @Test
    void handshake_isSetBesideASoftwareKeyAndBesideSunPkcs11() {
        measured(Measured.TLS_P256, Rival.JDK, 1000);
        measured(Measured.TLS_P256, Rival.JCA, 1100);
        measured(Measured.TLS_P256, Rival.JCA_ACCP, 500);
        measured(Measured.TLS_P256, Rival.SUN_PKCS11, 600);

        assertThat(rows())
                .containsExactly(
                        "| TLS 1.3 handshake, P-256: key in the token, of a PKCS #12 key | <= 1.02 |"
                                + " 1.10 | **missed** |",
                        "| TLS 1.3 handshake, P-256: with ACCP, of SunPKCS11 + SoftHSM | <= 1 | 0.83 |"
                                + " reached |");
    }

    @Test
    void ownCost_isTheDifferenceToTheJdk() {
        measured(Measured.GCM_64_SESSION_KEY, Rival.JDK, 300);
        measured(Measured.GCM_64_SESSION_KEY, Rival.API, 1100);
        measured(Measured.GCM_64_SESSION_KEY, Rival.API_UNLOGGED, 450);

        assertThat(rows())
                .containsExactly(
                        "| AES-256-GCM, 64 B, session key: Craton HSM, no log, µs more than the JDK |"
                                + " <= 0.20 | 0.15 | reached |",
                        "| AES-256-GCM, 64 B, session key: Craton HSM, µs more than the JDK | <= 0.70"
                                + " | 0.80 | **missed** |");
    }
}
