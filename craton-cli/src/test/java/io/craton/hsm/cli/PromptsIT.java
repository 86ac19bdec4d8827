package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptsIT {
    private static final String NEW_PIN = "next-pin-51628";
    private static final String WIPE =
            "Slot 0 is already initialised. All objects will be destroyed. Continue? [y/N]";

    @TempDir Path directory;

    @BeforeAll
    static void terminal() {
        Cli.assumeTerminal();
    }

    @Test
    @Tag("S0-13")
    @Tag("S3-15")
    @Tag("S4-7")
    void tokenInit_asksForTheSoPinTwice() throws IOException {
        Cli cli = Cli.in(directory);

        Result init =
                cli.onTerminal(
                                List.of(
                                        "Enter new SO PIN: ",
                                        Cli.SO_PIN,
                                        "Confirm SO PIN: ",
                                        Cli.SO_PIN),
                                "token",
                                "init",
                                "--label",
                                "Production HSM")
                        .done();

        assertThat(init.text())
                .contains("Token initialized successfully.")
                .doesNotContain(Cli.SO_PIN);
        assertThat(cli.run("token", "info", "--json").json().get("label").asText())
                .isEqualTo("Production HSM");
    }

    @Test
    @Tag("S0-13")
    void tokenInit_mismatchChangesNothing() throws IOException {
        Cli cli = Cli.in(directory);

        Result init =
                cli.onTerminal(
                                List.of(
                                        "Enter new SO PIN: ",
                                        Cli.SO_PIN,
                                        "Confirm SO PIN: ",
                                        Cli.SO_PIN + "x"),
                                "token",
                                "init",
                                "--label",
                                "Production HSM")
                        .exits(ExitCode.FAILED);

        assertThat(init.text()).contains("the two PINs differ");
        assertThat(cli.run("token", "info", "--json").json().get("initialized").asBoolean())
                .isFalse();
    }

    @Test
    @Tag("S4-31")
    void tokenInit_again_asksExactlyThisAndThenForThePins() throws IOException {
        Cli cli = Cli.withToken(directory);

        cli.onTerminal(
                        List.of(
                                WIPE + " ",
                                "y",
                                "Enter current SO PIN: ",
                                Cli.SO_PIN,
                                "Enter new SO PIN: ",
                                "another-so-pin",
                                "Confirm SO PIN: ",
                                "another-so-pin"),
                        "token",
                        "init",
                        "--label",
                        "Quickstart HSM")
                .done();

        cli.run("pin", "init", "--pin", Cli.SO_PIN, "--new-pin", Cli.USER_PIN).exits(ExitCode.PIN);
        cli.run("pin", "init", "--pin", "another-so-pin", "--new-pin", Cli.USER_PIN).done();
    }

    @Test
    @Tag("S0-18")
    @Tag("S4-28")
    void pinChange_ofTheUserPin_asksForThreePins() throws IOException {
        Cli cli = Cli.withToken(directory);

        Result change =
                cli.onTerminal(
                                List.of(
                                        "Enter current user PIN: ",
                                        Cli.USER_PIN,
                                        "Enter new user PIN: ",
                                        NEW_PIN,
                                        "Confirm new user PIN: ",
                                        NEW_PIN),
                                "pin",
                                "change",
                                "--user-type",
                                "USER")
                        .done();

        assertThat(change.text())
                .contains("User PIN changed successfully.")
                .doesNotContain(NEW_PIN);
        cli.asUser("key", "list").exits(ExitCode.PIN);
        cli.run("key", "list", "--pin", NEW_PIN).done();
    }

    @Test
    @Tag("S0-17")
    void pinChange_ofTheSoPin_asksForThreePins() throws IOException {
        Cli cli = Cli.withToken(directory);

        cli.onTerminal(
                        List.of(
                                "Enter current SO PIN: ",
                                Cli.SO_PIN,
                                "Enter new SO PIN: ",
                                NEW_PIN,
                                "Confirm new SO PIN: ",
                                NEW_PIN),
                        "pin",
                        "change",
                        "--user-type",
                        "SO")
                .done();

        cli.run("pin", "reset", "--pin", Cli.SO_PIN, "--new-pin", NEW_PIN).exits(ExitCode.PIN);
        cli.run("pin", "reset", "--pin", NEW_PIN, "--new-pin", NEW_PIN).done();
    }

    @Test
    @Tag("S0-18")
    void pinChange_mismatchChangesNothing() throws IOException {
        Cli cli = Cli.withToken(directory);

        cli.onTerminal(
                        List.of(
                                "Enter current user PIN: ",
                                Cli.USER_PIN,
                                "Enter new user PIN: ",
                                NEW_PIN,
                                "Confirm new user PIN: ",
                                Cli.SO_PIN),
                        "pin",
                        "change")
                .exits(ExitCode.FAILED);

        cli.asUser("key", "list").done();
    }

    @Test
    @Tag("S0-21")
    @Tag("S4-14")
    void pinReset_asksForTheSoPinAndANewUserPin() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "ec:p256", "--label", "signer").done();

        cli.onTerminal(
                        List.of(
                                "Enter SO PIN: ",
                                Cli.SO_PIN,
                                "Enter new user PIN: ",
                                NEW_PIN,
                                "Confirm new user PIN: ",
                                NEW_PIN),
                        "pin",
                        "reset")
                .done();

        // The objects are still there, and can be read.
        cli.run(
                        "sign",
                        "--key",
                        "signer",
                        "--input",
                        cli.path("craton_hsm.toml").toString(),
                        "--output",
                        cli.path("sig").toString(),
                        "--pin",
                        NEW_PIN)
                .done();
    }

    @Test
    @Tag("S4-7")
    void wrongPin_isAskedForAgain_withWhatIsLeft() throws IOException {
        Cli cli = Cli.withToken(directory);

        Result list =
                cli.onTerminal(
                                List.of(
                                        "Enter user PIN: ",
                                        "",
                                        "Enter user PIN: ",
                                        "wrong-pin-8821",
                                        "Enter user PIN: ",
                                        Cli.USER_PIN),
                                "key",
                                "list")
                        .done();

        assertThat(list.text())
                .contains("(1 failure in a row); 9 tries are left. Try again.")
                .contains("Total: 0 objects")
                .doesNotContain("wrong-pin-8821");
    }

    /** Nobody thinks of a new PIN before the present one is known to be right. */
    @Test
    void tokenInit_again_triesTheSoPinBeforeItAsksForTheNext() throws IOException {
        Cli cli = Cli.withToken(directory);

        Result init =
                cli.onTerminal(
                                List.of(
                                        WIPE + " ",
                                        "y",
                                        "Enter current SO PIN: ",
                                        "wrong-pin-8821",
                                        "Enter current SO PIN: ",
                                        ""),
                                "token",
                                "init")
                        .exits(ExitCode.PIN);

        assertThat(init.text()).contains("the SO PIN is wrong").doesNotContain("Enter new SO PIN");
    }

    @Test
    void ctrlZ_atAPrompt_leavesTheEchoOn_andTheCommandGoesOnAfterwards() throws IOException {
        Cli cli = Cli.withToken(directory);

        Result list =
                cli.onTerminal(
                                "suspend.py",
                                List.of("Enter user PIN: ", Cli.USER_PIN),
                                "key",
                                "list")
                        .done();

        assertThat(list.text())
                .startsWith("prompt off\nstopped on\nagain off\n")
                .contains("Total: 0 objects")
                .doesNotContain(Cli.USER_PIN);
    }
}
