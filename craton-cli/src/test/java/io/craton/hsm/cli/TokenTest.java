package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTest {
    private static final String WIPE =
            "Slot 0 is already initialised. All objects will be destroyed. Continue? [y/N]";

    @TempDir Path directory;

    @Test
    @Tag("S0-12")
    @Tag("S0-14")
    @Tag("S0-15")
    @Tag("S3-13")
    @Tag("S3-14")
    @Tag("S4-6")
    void freshDirectory_hasAnUninitialisedToken() throws IOException {
        Cli cli = Cli.in(directory);

        assertThat(cli.run("token", "info").done().text()).contains("Initialized:   no");
        assertThat(cli.run("status").done().text()).contains("uninitialized");
        Result status = cli.run("status", "--json").done();
        assertThat(status.json().get("token_initialized").asBoolean()).isFalse();
        assertThat(cli.run("--json", "status").done().json().get("token_initialized").asBoolean())
                .isFalse();
        Result login = cli.run("key", "list", "--pin", Cli.USER_PIN).exits(ExitCode.FAILED);
        assertThat(login.err()).contains("CKR_TOKEN_NOT_PRESENT");
    }

    /** Who is in the wrong directory is told so, and finds nothing new in it. */
    @Test
    void commandInTheWrongDirectory_makesNothing_andSaysThatThereIsNoStore() throws IOException {
        Cli cli = Cli.in(directory);
        Path store = cli.path("craton_hsm_store");
        List<String> looking = List.of("token info", "token list", "status", "doctor");
        for (String command : looking) {
            Result result = cli.run(command.split(" ")).done();
            assertThat(result.text() + result.err())
                    .as(command)
                    .contains("there is no store " + store);
        }
        assertThat(cli.run("status", "--json").json().at("/config/store_there").asBoolean(true))
                .isFalse();
        String file = cli.path("craton_hsm.toml").toString();
        for (List<String> command :
                List.of(
                        List.of("key", "list"),
                        List.of("key", "info", "--label", "k"),
                        List.of("key", "generate", "--type", "aes:256", "--label", "k"),
                        List.of("sign", "--key", "k", "--input", file, "--output", "-"),
                        List.of("encrypt", "--key", "k", "--input", file, "--output", "-"),
                        List.of("pin", "init", "--new-pin", "whatever-9"),
                        List.of("backup", "--output", "-"),
                        List.of("audit", "checkpoint", "--key", "k"))) {
            assertThat(cli.asUser(command.toArray(String[]::new)).exits(ExitCode.FAILED).err())
                    .as("%s", command)
                    .contains("there is no store " + store);
        }
        for (String command : List.of("random", "token destroy --label t")) {
            assertThat(cli.run(command.split(" ")).exits(ExitCode.FAILED).err())
                    .as(command)
                    .contains("there is no store " + store);
        }
        for (String command :
                List.of("audit verify-chain", "audit rotate", "audit tail", "audit export-json")) {
            assertThat(cli.run(command.split(" ")).exits(ExitCode.FAILED).err())
                    .as(command)
                    .contains("there is no audit log");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(cli.path("craton_hsm.toml"));
        }

        // A directory that a package has made is no store either.
        Files.createDirectory(store);
        assertThat(cli.asUser("key", "list").exits(ExitCode.FAILED).err()).contains("no store");
        assertThat(store).isEmptyDirectory();
    }

    @Test
    @Tag("S0-14")
    @Tag("S1-24")
    @Tag("S4-3")
    void info_showsLabelSerialObjectsPinsAndSessions() throws IOException {
        Cli cli = Cli.withToken(directory);

        assertThat(cli.run("token", "info").done().text())
                .contains(
                        "Label:         Test Token",
                        "Serial Number: ",
                        "Objects:",
                        "SO PIN:        set",
                        "User PIN:      set",
                        "Sessions:      0/100",
                        "CKF_TOKEN_INITIALIZED");
        var info = cli.run("token", "info", "--json").done().json();
        assertThat(info.get("label").asText()).isEqualTo("Test Token");
        assertThat(info.get("user_pin_initialized").asBoolean()).isTrue();
        assertThat(info.get("object_count").asLong()).isZero();
        assertThat(cli.run("token", "list").done().text()).contains("Test Token");
    }

    @Test
    @Tag("S0-11")
    void info_ofASlotThatIsNotThere_fails() throws IOException {
        assertThat(
                        Cli.in(directory)
                                .run("token", "info", "--slot", "7")
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("CKR_SLOT_ID_INVALID");
    }

    @Test
    @Tag("S4-31")
    @Tag("S0-16")
    @Tag("S4-29")
    @Tag("S1-37")
    void init_again_asksAndWipesOnlyIfTold() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();

        String[] init = {"token", "init", "--label", "Quickstart HSM", "--pin", Cli.SO_PIN};
        for (String answer : List.of("", "\n", "n\n", "no\n", "N\n", "what?\n")) {
            Result result = cli.runWith(answer, init).exits(ExitCode.FAILED);
            assertThat(result.err()).contains(WIPE, "nothing was changed");
        }
        assertThat(cli.run("token", "info", "--json").json().get("object_count").asLong())
                .isEqualTo(1);

        assertThat(cli.runWith("y\n", init).done().err()).contains(WIPE);

        var info = cli.run("token", "info", "--json").json();
        assertThat(info.get("label").asText()).isEqualTo("Quickstart HSM");
        assertThat(info.get("object_count").asLong()).isZero();
        assertThat(info.get("user_pin_initialized").asBoolean()).isFalse();
    }

    @Test
    @Tag("S0-43")
    @Tag("S4-29")
    void init_again_withTheWrongSoPin_changesNothing() throws IOException {
        Cli cli = Cli.withToken(directory);

        Result init =
                cli.run("token", "init", "--label", "Mine now", "--pin", "not the so pin", "--yes")
                        .exits(ExitCode.PIN);

        assertThat(init.err()).contains("CKR_PIN_INCORRECT").doesNotContain("not the so pin");
        assertThat(cli.run("token", "info", "--json").json().get("label").asText())
                .isEqualTo("Test Token");
        cli.asUser("key", "list").done();
    }

    /** Decision B46: two tokens are told apart by their serial numbers, without any setting. */
    @Test
    void serialNumber_isOfTheToken_andAConfiguredOneHasToBeIt() throws IOException {
        Cli cli = Cli.withToken(directory.resolve("one"));
        String serial = serial(cli);
        assertThat(serial).matches("[0-9A-F]{16}");
        assertThat(serial(Cli.withToken(directory.resolve("two")))).isNotEqualTo(serial);

        cli.run("token", "init", "--label", "again", "--pin", Cli.SO_PIN, "--yes").done();
        assertThat(serial(cli)).isEqualTo(serial);

        Cli wrong = Cli.in(directory.resolve("one"), "[token]\nserial_number = \"4711\"\n");
        assertThat(wrong.run("token", "info").exits(ExitCode.FAILED).err())
                .contains("serial number " + serial, "the configuration says 4711");
    }

    private static String serial(Cli cli) {
        return cli.run("token", "info", "--json").done().json().get("serial_number").asText();
    }

    private static void lockTheSoPin(Cli cli) {
        for (int i = 0; i < 3; i++) {
            cli.run("pin", "reset", "--pin", "wrong-pin-8", "--new-pin", "whatever-9")
                    .exits(ExitCode.PIN);
        }
    }

    /** Decision B41. */
    @Test
    @Tag("S4-15")
    void lockedSoPin_isNoDeadEnd_andTheMessageSaysWhereToGo() throws IOException {
        Cli cli = Cli.in(directory, "max_failed_logins = 3\n").initialise("Test Token");
        lockTheSoPin(cli);
        String[] init = {"token", "init", "--label", "New", "--pin", Cli.SO_PIN, "--yes"};

        assertThat(cli.run(init).exits(ExitCode.PIN).err())
                .contains("CKR_PIN_LOCKED", "token destroy");
        for (String label : List.of("test token", "", "y")) {
            cli.run("token", "destroy", "--label", label).exits(ExitCode.FAILED);
            cli.runWith(label + "\n", "token", "destroy").exits(ExitCode.FAILED);
        }
        cli.run("token", "destroy", "--yes").exits(ExitCode.USAGE);
        assertThat(cli.run("token", "info").done().text()).contains("Test Token");

        Result typed = cli.runWith("Test Token\n", "token", "destroy").done();

        assertThat(typed.err()).contains("Type its label");
        assertThat(cli.run("token", "info", "--json").json().get("initialized").asBoolean())
                .isFalse();
        cli.run(init).done();
        cli.asUser("key", "list").exits(ExitCode.FAILED);
        assertThat(cli.run("audit", "export-ndjson", "--event", "DestroyToken").done().text())
                .contains(
                        "\"result\":\"CKR_ARGUMENTS_BAD\"",
                        "\"result\":\"CKR_OK\"",
                        "label_sha256");
        cli.run("audit", "verify-chain").done();
    }

    @Test
    void destroy_forScripts_takesTheLabelAsAnOption_andABackupCanBeRestoredThen()
            throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
        String backup = cli.path("backup").toString();
        cli.run("backup", "--pin", Cli.SO_PIN, "--output", backup).done();

        assertThat(
                        cli.run("token", "destroy", "--label", "Test Token", "--json")
                                .done()
                                .json()
                                .get("destroyed")
                                .asBoolean())
                .isTrue();
        cli.run("restore", "--pin", Cli.SO_PIN, "--input", backup).done();

        assertThat(cli.asUser("key", "list").done().text()).contains("k ");
    }

    @Test
    @Tag("S4-23")
    void init_withALongLabel_cutsItAndSaysSo() throws IOException {
        Cli cli = Cli.in(directory);

        Result init =
                cli.run(
                                "token",
                                "init",
                                "--label",
                                "abcdefghijklmnopqrstuvwxyz-0123456789",
                                "--pin",
                                Cli.SO_PIN)
                        .done();

        assertThat(init.err()).contains("at most 32 bytes");
        assertThat(cli.run("token", "info", "--json").json().get("label").asText())
                .isEqualTo("abcdefghijklmnopqrstuvwxyz-01234");
    }

    @Test
    @Tag("S4-1")
    @Tag("S4-2")
    @Tag("S4-5")
    void slots_areSeparateTokens() throws IOException {
        Cli cli = Cli.in(directory, "[token]\nslot_count = 2\n");
        cli.run("token", "init", "--slot", "1", "--label", "Second", "--pin", Cli.SO_PIN).done();

        var list = cli.run("token", "list", "--json").done().json();

        assertThat(list).hasSize(2);
        assertThat(list.get(0).get("slot_id").asInt()).isZero();
        assertThat(list.get(0).get("initialized").asBoolean()).isFalse();
        assertThat(list.get(1).get("label").asText()).isEqualTo("Second");
        assertThat(cli.path("craton_hsm_store/slot-1")).isDirectory();
        assertThat(list.get(0).get("token_present").asBoolean()).isFalse();
        assertThat(list.get(1).get("token_present").asBoolean()).isTrue();
        assertThat(cli.run("key", "list", "--pin", Cli.USER_PIN).exits(ExitCode.FAILED).err())
                .contains("CKR_TOKEN_NOT_PRESENT");
    }

    /** Decision B10. */
    @Test
    void uninitialisedToken_isPresent_ifTheConfigurationSaysSo() throws IOException {
        Cli cli = Cli.in(directory, "[token]\nslot_count = 2\nuninitialized = \"present\"\n");
        cli.run("token", "init", "--slot", "1", "--label", "Second", "--pin", Cli.SO_PIN).done();

        var list = cli.run("token", "list", "--json").done().json();

        assertThat(list.get(0).get("token_present").asBoolean()).isTrue();
        assertThat(list.get(0).get("initialized").asBoolean()).isFalse();
        for (String command : List.of("key list --pin " + Cli.USER_PIN, "random")) {
            assertThat(cli.run(command.split(" ")).exits(ExitCode.FAILED).err())
                    .as(command)
                    .contains("CKR_TOKEN_NOT_INITIALIZED", "token init");
        }
        cli.run("token", "init", "--label", "First", "--pin", Cli.SO_PIN).done();
        cli.run("random").done();
    }
}
