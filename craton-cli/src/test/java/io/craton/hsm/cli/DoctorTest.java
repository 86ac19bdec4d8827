package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.engine.memory.MemoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    @TempDir Path directory;

    private static JsonNode check(JsonNode found, String subject) {
        return StreamSupport.stream(found.get("checks").spliterator(), false)
                .filter(check -> check.get("subject").asText().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void doctor_triesToLockMemory_andSaysWhatThatCameTo() throws IOException {
        JsonNode memory =
                check(Cli.withToken(directory).run("doctor", "--json").done().json(), "Memory");

        String problem = MemoryLock.problem();
        assertThat(memory.get("verdict").asText()).isEqualTo(problem == null ? "ok" : "warning");
        assertThat(memory.get("detail").asText())
                .contains(problem == null ? "kept out of swap space" : "LimitMEMLOCK");
    }

    @Test
    void doctor_whereThereIsNoStore_testsTheModuleAllTheSame() throws IOException {
        Cli cli = Cli.in(directory);

        JsonNode found = cli.run("doctor", "--json").done().json();

        assertThat(check(found, "Lock").get("detail").asText()).startsWith("there is no store ");
        assertThat(check(found, "Self-test").get("verdict").asText()).isEqualTo("ok");
        assertThat(cli.path("craton_hsm_store")).doesNotExist();
        assertThat(cli.path("craton_hsm_audit.jsonl")).doesNotExist();
    }

    /** Such as for another user than the owner: one look that fails does not end the others. */
    @Test
    void doctor_whereSomethingCannotBeRead_saysSo_andWhatElseItSees() throws IOException {
        Cli cli = Cli.withToken(directory);
        Path log = cli.path("craton_hsm_audit.jsonl");
        Files.delete(log);
        Files.createDirectory(log);

        JsonNode found = cli.run("doctor", "--json").exits(ExitCode.FAILED).json();

        assertThat(check(found, "Audit chain").get("detail").asText())
                .contains("there is no segment of an audit log in " + log);
        assertThat(check(found, "Module").get("verdict").asText()).isEqualTo("failed");
        assertThat(check(found, "Java").get("verdict").asText()).isNotEqualTo("failed");
        assertThat(check(found, "Store").get("verdict").asText()).isEqualTo("ok");
    }
}
