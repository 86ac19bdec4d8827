package io.craton.hsm.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tables, the data and the picture, of made-up figures. */
class ReportTest {
    private final Results results = new Results();

    @BeforeEach
    void figures() {
        add(Measured.SHA256_64, Rival.API, 900, 1000, 1100);
        add(Measured.SHA256_64, Rival.SOFTHSM, 250_000, 250_000);
        results.figure(Measured.SHA256_64, Rival.OPENSSL).add(12_340);
        add(Measured.TLS_P256, Rival.JCA, 3_000_000);
        add(Measured.TLS_P256, Rival.JDK, 2_000_000);
    }

    private void add(Measured operation, Rival rival, double... processorNanos) {
        for (double nanos : processorNanos) {
            results.figure(operation, rival).add(nanos, 2 * nanos);
        }
    }

    @Test
    void markdown_hasATableForProcessorTimeWallTimeAndRatio() throws Exception {
        String names = "| |Craton HSM|Craton HSM, JCA|JDK|SoftHSM (C)|OpenSSL|".replace("|", " | ");

        assertThat(new Report(results, 3).markdown().replaceAll("\\s+", " "))
                .contains("- rounds: 3")
                .containsSubsequence(
                        names.trim().replaceAll("\\s+", " "),
                        "| SHA-256, 64 B | 1.00 ±10 | | | 250 ±0 | 12.3 ±0 |",
                        "| TLS 1.3 handshake, P-256 | | 3000 ±0 | 2000 ±0 | | |",
                        "Wall time",
                        "| SHA-256, 64 B | 2.00 | | | 500 | |",
                        "| TLS 1.3 handshake, P-256 | | 6000 | 4000 | | |",
                        "handshakes",
                        "| SHA-256, 64 B | 250.00 | | | 1.00 | 20.26 |",
                        "| TLS 1.3 handshake, P-256 | | 1.50 | 1.00 | | |");
    }

    @Test
    void json_hasEachRoundAndNoWallTimeThatWasNotMeasured() throws Exception {
        JsonNode root = new ObjectMapper().readTree(new Report(results, 3).json());

        assertThat(root.path("rounds").asText()).isEqualTo("3");
        JsonNode api = root.path("figures").path(0);
        assertThat(api.path("contender").asText()).isEqualTo("API");
        assertThat(api.path("processorNanosOfRounds")).hasSize(3);
        assertThat(api.path("wallNanos").asDouble()).isEqualTo(2000);
        JsonNode openssl = root.path("figures").path(2);
        assertThat(openssl.path("contender").asText()).isEqualTo("OPENSSL");
        assertThat(openssl.has("wallNanos")).isFalse();
    }

    @Test
    void chart_hasABarForADoorWithARatioAndNoneForHandshakes() {
        add(Measured.RSA_2048, Rival.JCA, 5000);
        add(Measured.RSA_2048, Rival.SOFTHSM, 2000);
        String svg = new Chart(results).svg();

        assertThat(svg)
                .startsWith("<svg ")
                .endsWith("</svg>\n")
                .contains(">SHA-256, 64 B</text>", ">250</text>")
                .contains(">RSA-2048 sign</text>", ">0.40</text>")
                .doesNotContain("handshake", "OpenSSL");
        // The background, a legend of four, and the two bars.
        assertThat(svg.split("<rect ", -1)).hasSize(1 + 1 + 4 + 2);
    }
}
