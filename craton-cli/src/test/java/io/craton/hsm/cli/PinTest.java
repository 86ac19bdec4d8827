package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinTest {
    private static final String NEW_PIN = "next-pin-51628";

    @TempDir Path directory;

    @Test
    @Tag("S3-16")
    @Tag("S3-19")
    @Tag("S3-21")
    @Tag("S0-19")
    @Tag("S0-20")
    void userPin_afterTooManyFailures_isLockedUntilTheSoResetsIt() throws IOException {
        Cli cli = Cli.in(directory, "max_failed_logins = 3\n").initialise("t");

        for (int i = 0; i < 3; i++) {
            assertThat(cli.run("key", "list", "--pin", "wrong-pin").exits(ExitCode.PIN).err())
                    .contains("CKR_PIN_INCORRECT")
                    .doesNotContain("wrong-pin");
        }
        assertThat(cli.asUser("key", "list").exits(ExitCode.PIN).err())
                .contains("CKR_PIN_LOCKED", "pin reset");
        assertThat(cli.run("token", "info").text()).contains("User PIN:      locked");
        cli.run("pin", "change", "--pin", Cli.USER_PIN, "--new-pin", NEW_PIN).exits(ExitCode.PIN);

        cli.run("pin", "reset", "--pin", Cli.SO_PIN, "--new-pin", NEW_PIN).done();

        cli.run("key", "list", "--pin", NEW_PIN).done();
    }

    /**
     * Where the SO PIN opens nothing, a new user PIN is the end of the private objects. The token
     * knows that, whatever the configuration says later.
     */
    @ParameterizedTest
    @ValueSource(strings = {"reset", "init"})
    void newUserPin_thatLosesPrivateObjects_asksBefore(String command) throws IOException {
        Cli.in(directory, "so_recovery = false\n").initialise("t");
        Cli cli = Cli.in(directory);
        cli.asUser("key", "generate", "--type", "ec:p256", "--label", "own").done();
        String[] set = {"pin", command, "--pin", Cli.SO_PIN, "--new-pin", NEW_PIN};

        assertThat(cli.runWith("n\n", set).exits(ExitCode.FAILED).err())
                .contains("not confirmed: nothing was changed");
        assertThat(cli.asUser("key", "list").done().text().lines())
                .filteredOn(line -> line.contains("own"))
                .hasSize(2);

        assertThat(cli.run(with(set, "--yes")).done().text())
                .contains("The private objects are gone.");
        assertThat(cli.run("key", "list", "--pin", NEW_PIN).done().text().lines())
                .filteredOn(line -> line.contains("own"))
                .hasSize(1);
        assertThat(Files.readAllLines(cli.path("craton_hsm_audit.jsonl")))
                .anyMatch(line -> line.contains("the private objects of the former PIN are gone"));
    }

    private static String[] with(String[] command, String more) {
        String[] all = java.util.Arrays.copyOf(command, command.length + 1);
        all[command.length] = more;
        return all;
    }

    /** A script whose variable is not set must not lock a token. */
    @Test
    void emptyPin_andPinWithNul_areRefusedAndNotCounted() throws IOException {
        Cli cli = Cli.in(directory, "max_failed_logins = 3\n").initialise("t");
        String backup = cli.path("b").toString();
        cli.run("backup", "--pin", Cli.SO_PIN, "--output", backup).done();
        cli.environment("NOT_SET", "");

        for (String pin : new String[] {"", Cli.USER_PIN + "\0"}) {
            for (int i = 0; i < 3; i++) {
                assertThat(cli.run("key", "list", "--pin", pin).exits(ExitCode.FAILED).err())
                        .contains("refused, and not counted");
            }
            cli.run("pin", "reset", "--pin", pin, "--new-pin", NEW_PIN).exits(ExitCode.FAILED);
            cli.run("pin", "change", "--pin", Cli.USER_PIN, "--new-pin", pin)
                    .exits(ExitCode.FAILED);
            cli.run("token", "init", "--label", "t", "--yes", "--pin", pin).exits(ExitCode.FAILED);
            cli.run("backup", "list", "--pin", pin, "--input", backup).exits(ExitCode.FAILED);
            cli.run("backup", "verify", "--pin", pin, "--input", backup).exits(ExitCode.FAILED);
        }
        cli.run("key", "list", "--pin-env", "NOT_SET").exits(ExitCode.FAILED);

        cli.asUser("key", "list").done();
    }

    @Test
    @Tag("S4-26")
    void pins_ofEightDigits_areTakenWithAWarning() throws IOException {
        Cli cli = Cli.in(directory);

        assertThat(cli.run("token", "init", "--label", "t", "--pin", "12345678").done().err())
                .contains("easily guessed");
        cli.run("pin", "init", "--pin", "12345678", "--new-pin", "87654321").done();
        cli.run("pin", "change", "--pin", "87654321", "--new-pin", "24681357").done();
        assertThat(cli.run("key", "list", "--pin", "24681357").done().text())
                .contains("Total: 0 objects");
    }

    @Test
    @Tag("S4-12")
    void pins_outsideTheLimits_areRefused() throws IOException {
        Cli cli = Cli.in(directory);

        assertThat(
                        cli.run("token", "init", "--label", "t", "--pin", "1234567")
                                .exits(ExitCode.FAILED)
                                .err())
                .contains("CKR_PIN_LEN_RANGE");
        assertThat(cli.run("token", "info", "--json").json().get("initialized").asBoolean())
                .isFalse();
    }
}
