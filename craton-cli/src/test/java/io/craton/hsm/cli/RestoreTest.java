package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and what is done with them on a bad day. */
class RestoreTest {
    @TempDir Path directory;

    private Cli cli;
    private String backup;
    private JsonNode made;

    @BeforeEach
    void backup() throws IOException {
        cli = Cli.withToken(directory.resolve("host"));
        cli.asUser("key", "generate", "--type", "ec:p256", "--label", "k").done();
        backup = directory.resolve("token.backup").toString();
        made = cli.run("backup", "--pin", Cli.SO_PIN, "--output", backup, "--json").done().json();
    }

    private static JsonNode info(Cli cli) {
        return cli.run("token", "info", "--json").done().json();
    }

    private static void signs(Cli cli) throws IOException {
        Path file = Files.writeString(cli.path("f"), "text");
        String signature = cli.path("f.sig").toString();
        cli.asUser("sign", "--key", "k", "--input", file.toString(), "--output", signature).done();
        cli.asUser("verify", "--key", "k", "--input", file.toString(), "--signature", signature)
                .done();
    }

    @Test
    @Tag("S0-31")
    @Tag("S1-10")
    @Tag("S1-14")
    void backup_isOnePrivateFileWithItsManifest() throws IOException {
        Path file = Path.of(backup);

        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(made.get("file").asText()).isEqualTo(backup);
        assertThat(made.get("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(made.get("version").asText()).isNotEmpty();
        assertThat(made.get("created").asText()).endsWith("Z");
        assertThat(made.get("host").asText()).isNotEmpty();
        assertThat(made.get("object_count").asInt()).isEqualTo(2);
    }

    @Test
    @Tag("S0-33")
    @Tag("S1-17")
    @Tag("S1-24")
    void restore_onTheSameHostAfterTheStoreWasMovedAway_isTheSameToken() throws IOException {
        JsonNode before = info(cli);
        Files.move(cli.path("craton_hsm_store"), cli.path("craton_hsm_store.quarantine.1"));

        cli.run("restore", "--pin", Cli.SO_PIN, "--input", backup).done();

        assertThat(info(cli).get("label")).isEqualTo(before.get("label"));
        assertThat(info(cli).get("serial_number")).isEqualTo(before.get("serial_number"));
        assertThat(info(cli).get("object_count").asInt()).isEqualTo(2);
        signs(cli);
        cli.run("audit", "verify-chain").done();
    }

    @Test
    @Tag("S0-34")
    @Tag("S1-21")
    @Tag("S1-33")
    void restore_onANewHostWithOtherPaths_isTheSameToken() throws IOException {
        Cli other =
                Cli.in(
                        directory.resolve("new"),
                        "[token]\nstorage_path = \"elsewhere\"\n[audit]\nlog_path = \"log.jsonl\"\n");

        other.run("restore", "--pin", Cli.SO_PIN, "--input", backup).done();

        assertThat(info(other).get("label").asText()).isEqualTo("Test Token");
        assertThat(info(other).get("serial_number")).isEqualTo(info(cli).get("serial_number"));
        assertThat(other.path("elsewhere/state.mapdb")).isRegularFile();
        assertThat(other.path("log.jsonl")).isRegularFile();
        signs(other);
    }

    @Test
    void restore_overAToken_needsForceAndKeepsTheOldStore() throws IOException {
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "later").done();

        assertThat(
                        cli.run("restore", "--pin", Cli.SO_PIN, "--input", backup)
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("--force");
        assertThat(info(cli).get("object_count").asInt()).isEqualTo(3);
        cli.run("restore", "--pin", Cli.SO_PIN, "--input", backup, "--force").done();

        assertThat(info(cli).get("object_count").asInt()).isEqualTo(2);
        try (var files = Files.walk(directory.resolve("host"))) {
            assertThat(files.filter(file -> file.endsWith("state.mapdb")).count())
                    .as("the store of before is kept aside")
                    .isEqualTo(2);
        }
    }

    @Test
    @Tag("S1-31")
    void wrongSoPin_opensNothing() throws IOException {
        Cli other = Cli.in(directory.resolve("new"));

        for (String[] command :
                new String[][] {{"restore"}, {"backup", "list"}, {"backup", "verify"}}) {
            Result refused =
                    other.run(join(command, "--pin", "not-the-so-pin", "--input", backup))
                            .exits(ExitCode.PIN);
            assertThat(refused.err()).contains("CKR_PIN_INCORRECT").doesNotContain("not-the-so");
        }

        assertThat(info(other).get("initialized").asBoolean()).isFalse();
        other.run("restore", "--pin", Cli.SO_PIN, "--input", backup).done();
    }

    @Test
    void damagedBackups_areRefusedWithASentence() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of(backup));
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        Path bad = directory.resolve("bad");

        for (byte[] content :
                new byte[][] {flipped, Arrays.copyOf(bytes, bytes.length - 40), {}, {1, 2, 3}}) {
            Files.write(bad, content);
            for (String[] command :
                    new String[][] {{"backup", "verify"}, {"backup", "list"}, {"restore"}}) {
                Cli other = Cli.in(directory.resolve("new"));
                Result refused =
                        other.run(join(command, "--pin", Cli.SO_PIN, "--input", bad.toString()))
                                .exits(ExitCode.FAILED);
                assertThat(refused.err()).startsWith("Error: ").doesNotContain("Exception");
            }
        }

        assertThat(info(Cli.in(directory.resolve("new"))).get("initialized").asBoolean()).isFalse();
    }

    @Test
    @Tag("S1-13")
    void backup_throughAPipe_isTheSameArchive() throws IOException {
        byte[] archive = cli.run("backup", "--pin", Cli.SO_PIN, "--output", "-").done().out();
        Path file = Files.write(directory.resolve("piped"), archive);

        assertThat(
                        cli.run("backup", "verify", "--pin", Cli.SO_PIN, "--input", file.toString())
                                .done()
                                .text())
                .contains("VALID");
    }

    @Test
    void backup_overAFileThatIsThere_needsForce() throws IOException {
        Path file = Files.writeString(directory.resolve("precious"), "precious");
        String[] command = {"backup", "--pin", Cli.SO_PIN, "--output", file.toString()};

        assertThat(cli.run(command).exits(ExitCode.FAILED).err()).contains("--force");
        assertThat(file).hasContent("precious");
        cli.run(join(command, "--force")).done();

        cli.run("backup", "verify", "--pin", Cli.SO_PIN, "--input", file.toString()).done();
    }

    private static String[] join(String[] a, String... b) {
        String[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}
