package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    @Tag("S0-14")
    @Tag("S1-24")
    @Tag("S4-3")
    void info_showsLabelSerialObjectsPinsAndSessions() throws IOException {
        Cli cli = Cli.withToken(directory);

        assertThat(cli.run("token", "info").done().text())
                .contains(
                        "Label:         Test Token",
                        "Serial Number: 0000000000000001",
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
    }
}
