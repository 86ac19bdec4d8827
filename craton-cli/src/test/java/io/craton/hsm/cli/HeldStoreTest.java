package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How commands find the daemon that has the store, and what they do when it does not help. */
class HeldStoreTest {
    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.in(directory.resolve("work"), CliDaemon.CONFIGURATION).initialise("Held");
    }

    private Path lock() {
        return cli.path("craton_hsm_store/LOCK");
    }

    private void announce(String target) throws IOException {
        Files.writeString(lock(), "1\n" + target + "\n");
    }

    @Test
    @Tag("B9")
    void backup_isMadeWhileADaemonHasTheStore_andRestores() throws Exception {
        String archive = cli.path("held.backup").toString();
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "kept").done();

        try (CliDaemon daemon = CliDaemon.start(cli)) {
            Result made = cli.run("backup", "--pin", Cli.SO_PIN, "--output", archive).done();

            assertThat(made.text()).contains("Backup created");
            assertThat(cli.run("status").done().text()).contains(daemon.target());
        }
        Cli other = Cli.in(directory.resolve("other"));
        other.run("restore", "--pin", Cli.SO_PIN, "--input", archive).done();
        assertThat(other.asUser("key", "list").done().text()).contains("kept");
    }

    @Test
    @Tag("B9")
    void daemon_isFoundByTheOption_theConfiguration_andTheStore() throws IOException {
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            Cli strange = Cli.in(directory.resolve("strange"));
            String client = "[client]\ntarget = \"" + daemon.target() + "\"\n";
            Cli configured = Cli.in(directory.resolve("configured"), client);

            for (Result found :
                    List.of(
                            cli.run("--json", "token", "info"),
                            strange.run("--json", "--connect", daemon.target(), "token", "info"),
                            configured.run("--json", "token", "info"))) {
                assertThat(found.done().json().get("label").asText()).isEqualTo("Held");
            }
            assertThat(strange.path("craton_hsm_store")).doesNotExist();
        }
    }

    @Test
    void whatNoDaemonDoes_saysThatItHasToBeStopped() throws IOException {
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            String archive = cli.path("b").toString();
            cli.run("backup", "--pin", Cli.SO_PIN, "--output", archive).done();
            List<List<String>> commands =
                    List.of(
                            List.of("token", "destroy", "--label", "Held"),
                            List.of("restore", "--force", "--pin", Cli.SO_PIN, "--input", archive));

            for (List<String> command : commands) {
                for (List<String> way :
                        List.of(List.<String>of(), List.of("--connect", daemon.target()))) {
                    String[] arguments =
                            java.util.stream.Stream.concat(way.stream(), command.stream())
                                    .toArray(String[]::new);
                    Result refused = cli.run(arguments).exits(ExitCode.STORE_IN_USE);
                    assertThat(refused.err())
                            .startsWith(
                                    "Error: '" + String.join(" ", command).split(" --")[0] + "' is")
                            .contains("stop the daemon at " + daemon.target())
                            .hasLineCount(1);
                }
            }
        }
    }

    @Test
    void daemonThatWasKilled_leavesTheStoreToTheNextCommand() throws Exception {
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            daemon.kill();
            assertThat(Files.readString(lock())).contains(daemon.target());
        }
        assertThat(cli.asUser("key", "list").done().err()).isEmpty();
        assertThat(Files.readAllLines(lock())).hasSize(1);
    }

    @Test
    void connect_toNobody_isOneSentence() {
        Result gone = cli.run("--connect", "unix:" + cli.path("nobody"), "token", "info");

        assertThat(gone.exits(ExitCode.FAILED).err())
                .contains("CKR_DEVICE_REMOVED", "nobody does not answer; start it")
                .hasLineCount(1);
        for (String wrong : List.of("unix:", "tcp:1", "/run/x")) {
            assertThat(cli.run("--connect", wrong, "status").exits(ExitCode.USAGE).err())
                    .contains("--connect takes unix: and the path of a socket");
        }
    }

    /** A store that is not in use is opened, whatever stands in its lock file. */
    @Test
    @Tag("B53")
    void falseAnnouncement_helpsNobody() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String target :
                List.of(
                        "unix:" + open.resolve("s"),
                        "unix:relative",
                        "unix:/",
                        "unix:/a\0b",
                        "tcp:127.0.0.1:1",
                        "unix:" + "/a".repeat(2000),
                        "unix:/a\nunix:/b")) {
            announce(target);
            assertThat(cli.asUser("key", "list").done().err()).as(target).isEmpty();
        }
    }

    /** Somebody else's process could have put a socket of its own there, and would get the PIN. */
    @Test
    @Tag("B53")
    void falseSocket_getsNothing_andTheStoreInUseIsSaid() throws IOException {
        Path open = Files.createDirectory(directory.resolve("open"));
        try (CliDaemon daemon = CliDaemon.start(cli);
                SilentSocket other = new SilentSocket(open.resolve("s"))) {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
            String pid = daemon.pid() + "\n";
            Files.writeString(lock(), pid + "unix:" + open.resolve("s") + "\n");

            Result refused = cli.asUser("key", "list").exits(ExitCode.STORE_IN_USE);

            assertThat(refused.err())
                    .contains("could not be reached at unix:" + open, "others can write")
                    .hasLineCount(1);
            assertThat(other.isConnected()).isFalse();
        }
    }
}
