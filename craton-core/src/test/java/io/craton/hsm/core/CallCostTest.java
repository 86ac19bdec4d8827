package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a call costs beside its cryptography: the garbage exactly, and of times one ratio of two
 * that are measured in turns, with a wide margin. Who makes a call cheaper lowers its number here.
 */
class CallCostTest {
    /** Measured: 160 to 200; when each call made a digest of its own, 240 to 290. */
    private static final long MOST_PERCENT = 400;

    private static final Map<String, Long> MEASURED = new HashMap<>();

    @BeforeAll
    static void measure() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CallCosts.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        for (String line : output.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            MEASURED.put(words.get(0), Long.valueOf(words.get(1)));
        }
    }

    /** In bytes. What the library's own cipher, digest and MAC make for it does not count. */
    @ParameterizedTest
    @CsvSource({
        "gcm, 992",
        "digest, 520",
        "hmac, 736",
        "session, 640",
        "key, 7904",
        "random, 280",
    })
    void call_makesNoMoreGarbageThanThis(String call, long bytes) {
        assertThat(MEASURED.get(call)).isLessThanOrEqualTo(bytes);
    }

    @Test
    void digest_costsAFewOfTheLibrarys() {
        assertThat(MEASURED.get("percent")).isLessThan(MOST_PERCENT);
    }
}
