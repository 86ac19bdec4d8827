package io.craton.hsm.daemon.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prometheus' own program judges the alerts: they can be read, and fire when they should. */
@Tag("ecosystem")
class PromtoolTest {
    @Test
    void alerts_canBeRead_andFireWhenTheyShould() throws Exception {
        assertThat(promtool("check", "rules", "craton-hsm.rules.yml")).contains("6 rules found");
        assertThat(promtool("test", "rules", "craton-hsm.rules.test.yml")).contains("SUCCESS");
    }

    private static String promtool(String... arguments) throws Exception {
        Path directory = Repository.file("deploy/prometheus");
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start();
        } catch (IOException e) {
            return abort("there is no promtool to test the alerts with");
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
