package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong around the real jar: a sentence, the exit code, and nothing lost. */
class ErrorsIT {
    @TempDir Path directory;

    private static Result oneSentence(Result result) {
        assertThat(result.err())
                .startsWith("Error: ")
                .hasLineCount(1)
                .doesNotContain("Exception", "\tat ");
        return result;
    }

    @Test
    void wrongPin_isExitCode3AndNeverRepeated() throws IOException {
        Cli cli = Cli.withToken(directory).asProcess();

        Result plain =
                oneSentence(cli.run("key", "list", "--pin", "wrong-pin-8").exits(ExitCode.PIN));
        Result json = cli.run("--json", "key", "list", "--pin", "wrong-pin-8").exits(ExitCode.PIN);

        assertThat(plain.err()).contains("CKR_PIN_INCORRECT").doesNotContain("wrong-pin-8");
        JsonNode error = json.json().get("error");
        assertThat(error.get("exit_code").asInt()).isEqualTo(3);
        assertThat(error.get("return_code").asText()).isEqualTo("CKR_PIN_INCORRECT");
        assertThat(json.text() + json.err()).doesNotContain("wrong-pin-8");
        assertThat(Files.readString(cli.path("craton_hsm_audit.jsonl")))
                .doesNotContain("wrong-pin-8", Cli.USER_PIN, Cli.SO_PIN);
    }

    @Test
    void configuration_thatIsMissing_isNamed() throws IOException {
        Result result =
                Cli.in(directory)
                        .asProcess()
                        .run("token", "info", "--config", "nope.toml")
                        .exits(ExitCode.FAILED);

        assertThat(oneSentence(result).err()).contains("nope.toml is not there");
    }

    @Test
    @Tag("S1-3")
    void configuration_withErrors_tellsOfAllAtOnceWithFileLineAndKey() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Path file = cli.path("bad.toml");
        Files.writeString(
                file,
                "[security]\npbkdf2_iterations = 5\ncolour = 1\n[token]\nslot_count = \"x\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        cli.environment("CRATON_HSM_CONFIG", "bad.toml");

        Result result =
                oneSentence(cli.run("token", "init", "--label", "t", "--pin", Cli.SO_PIN))
                        .exits(ExitCode.FAILED);

        assertThat(result.err())
                .contains("bad.toml line 2: security.pbkdf2_iterations = 5 is not allowed")
                .contains("bad.toml line 3: unknown key security.colour")
                .contains("bad.toml line 5: token.slot_count = \"x\" is not allowed");
        assertThat(cli.path("craton_hsm_store")).doesNotExist();
    }

    @Test
    void configuration_thatIsNoToml_namesFileAndLine() throws IOException {
        Cli cli = Cli.in(directory, "[token\n").asProcess();

        assertThat(oneSentence(cli.run("status").exits(ExitCode.FAILED)).err())
                .contains("craton_hsm.toml line 3");
    }

    @Test
    void store_inUseByAnotherJvm_isRefusedWithItsProcessId() throws IOException {
        Cli cli = Cli.withToken(directory).asProcess();
        HsmConfig config = HsmConfig.builder().baseDirectory(directory).build();

        try (Hsm owner = Hsm.open(config)) {
            assertThat(owner.slots()).hasSize(1);
            for (String[] command :
                    new String[][] {
                        {"token", "info"},
                        {"key", "list", "--pin", Cli.USER_PIN},
                        {"backup", "--pin", Cli.SO_PIN, "--output", "b"}
                    }) {
                Result refused = oneSentence(cli.run(command).exits(ExitCode.STORE_IN_USE));

                assertThat(refused.err())
                        .contains("Database is locked", "" + ProcessHandle.current().pid());
            }
            assertThat(cli.path("b")).doesNotExist();
            String[] rotate = {"audit", "rotate"};
            assertThat(oneSentence(cli.run(rotate).exits(ExitCode.STORE_IN_USE)).err())
                    .contains("is in use by process " + ProcessHandle.current().pid());
            // The log can be looked at meanwhile.
            cli.run("audit", "verify-chain").done();
            cli.run("audit", "tail").done();
        }

        cli.run("key", "list", "--pin", Cli.USER_PIN).done();
    }

    @Test
    void symlinks_inThePathsOfStoreAndLog_areRefused() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Path real = Files.createDirectory(cli.path("real"));
        Path store = Files.createSymbolicLink(cli.path("craton_hsm_store"), real);
        String[] init = {"token", "init", "--label", "t", "--pin", Cli.SO_PIN};

        assertThat(oneSentence(cli.run(init).exits(ExitCode.FAILED)).err())
                .contains("symlink", store.toString());
        Files.delete(store);
        Files.createSymbolicLink(cli.path("craton_hsm_audit.jsonl"), real.resolve("log"));
        assertThat(oneSentence(cli.run(init).exits(ExitCode.FAILED)).err())
                .contains("symbolic link", "craton_hsm_audit.jsonl");

        try (var files = Files.list(real)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void store_thatIsNone_isLeftAsItIs() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
        cli.asProcess();
        Path file = cli.path("craton_hsm_store/state.mapdb");
        byte[] records = Files.readAllBytes(file);

        for (String content : List.of("this is a letter, not a store\n", "")) {
            Files.writeString(file, content);
            Result result = cli.run("key", "list", "--pin", Cli.USER_PIN).exits(ExitCode.FAILED);
            assertThat(oneSentence(result).err()).contains("state.mapdb", "backup");
            assertThat(file).hasContent(content);
        }
        Files.write(file, records);

        assertThat(cli.run("key", "list", "--pin", Cli.USER_PIN).done().text()).contains("k ");
    }

    @Test
    void store_thatIsAFile_isLeftAsItIs() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Path file = Files.writeString(cli.path("craton_hsm_store"), "a letter");

        Result result =
                cli.run("token", "init", "--label", "t", "--pin", Cli.SO_PIN)
                        .exits(ExitCode.FAILED);

        assertThat(oneSentence(result).err()).contains("is not a directory");
        assertThat(file).hasContent("a letter");
    }

    @Test
    void configuration_thatOthersCanWriteOrThatIsALink_isRefused() throws IOException {
        Cli cli = Cli.in(directory).asProcess();
        Path file = cli.path("craton_hsm.toml");
        Files.createSymbolicLink(cli.path("link.toml"), file);
        assertThat(
                        oneSentence(cli.run("status", "--config", "link.toml"))
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("symbolic link");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(oneSentence(cli.run("status").exits(ExitCode.FAILED)).err())
                .contains("can be written by others", "chmod go-w");
    }

    /** The limit on the size of a file stands in for a disk that is full. */
    @Test
    void disk_thatTakesNoMore_losesNothing() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "ec:p256", "--label", "before").done();
        List<String> limited =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f 200; exec \"$@\"", "bash"));
        limited.addAll(
                Cli.command(
                        "key",
                        "generate",
                        "--type",
                        "ec:p256",
                        "--label",
                        "during",
                        "--pin",
                        Cli.USER_PIN));

        Result refused = cli.process(limited, new byte[0]).exits(ExitCode.FAILED);

        assertThat(oneSentence(refused).err()).contains("File too large");
        assertThat(cli.asUser("key", "list").done().text())
                .contains("before")
                .doesNotContain("during");
        cli.run("audit", "verify-chain").done();
    }

    @Test
    void disk_thatIsFull_losesNothing() throws IOException {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted =
                Cli.succeeds("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("skipped: this account may not mount a file system to fill");
        }
        Assumptions.assumeTrue(mounted, "no file system to fill");
        try {
            Cli cli = Cli.withToken(disk).asProcess();
            cli.asUser("key", "generate", "--type", "ec:p256", "--label", "before").done();
            fill(disk.resolve("filler"));

            Result refused =
                    cli.asUser("key", "generate", "--type", "rsa:2048", "--label", "during")
                            .exits(ExitCode.FAILED);

            assertThat(refused.err())
                    .contains("No space left on device")
                    .doesNotContain("Exception", "\tat ");
            Files.delete(disk.resolve("filler"));
            assertThat(cli.asUser("key", "list").done().text())
                    .contains("before")
                    .doesNotContain("during");
            cli.run("audit", "verify-chain").done();
        } finally {
            // Lazily: a mapped file of this process is let go by the garbage collector only.
            assertThat(Cli.succeeds("umount", "-l", disk.toString())).isTrue();
        }
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void logPath_isTheConfiguredOne() throws IOException {
        Cli cli = Cli.in(directory, "[audit]\nlog_path = \"elsewhere.jsonl\"\n").asProcess();

        cli.run("token", "init", "--label", "t", "--pin", Cli.SO_PIN).done();

        assertThat(cli.path("elsewhere.jsonl")).isRegularFile();
    }
}
