package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PINs and labels outside ASCII with the locale of cron jobs, units and containers, in which Java
 * takes all such letters for the same one. The scripts are files, so that the locale of the build
 * does not matter.
 */
class LocaleIT {
    private static final String PIN = "ÄÖÜäöüß€";
    private static final String OTHER_PIN = "éèêëôîâ€";
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.in(directory);
        cli.run("token", "init", "--label", "Über", "--pin", Cli.SO_PIN).done();
        cli.run("pin", "init", "--pin", Cli.SO_PIN, "--new-pin", PIN).done();
        cli.environment("LC_ALL", "C").environment("HSM_PIN", "");
    }

    /** Runs a script in which {@code hsm} is the command line. */
    private Result script(String text) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String all =
                "hsm() { '"
                        + java
                        + "' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -jar '"
                        + Cli.JAR
                        + "' \"$@\"; }\n"
                        + "java='"
                        + java
                        + "'; jar='"
                        + Cli.JAR
                        + "'; bin='"
                        + ROOT.resolve("bin")
                        + "'\n"
                        + text;
        Files.write(cli.path("script"), all.getBytes(StandardCharsets.UTF_8));
        return cli.process(List.of("bash", "script"), new byte[0]);
    }

    @Test
    void pin_isNotOpenedByAnotherOneOfTheSameLength() throws IOException {
        script("hsm key list --pin '" + OTHER_PIN + "'").exits(ExitCode.PIN);
        script("hsm key list --pin '" + PIN + "'").done();

        script("export HSM_PIN='" + OTHER_PIN + "'; hsm key list --pin-env HSM_PIN")
                .exits(ExitCode.PIN);
        script("export HSM_PIN='" + PIN + "'; hsm key list --pin-env HSM_PIN").done();

        script("echo '" + OTHER_PIN + "' | hsm key list --pin-stdin").exits(ExitCode.PIN);
        script("echo '" + PIN + "' >pin; chmod 600 pin; hsm key list --pin-file pin").done();
    }

    @Test
    void keyDelete_takesTheKeyOfThisLabelAndNoOther() throws IOException {
        script(
                        "for label in 'Schlüssel ö' 'Schlüssel ä'; do hsm key generate --type aes:128"
                                + " --label \"$label\" --pin '"
                                + PIN
                                + "'; done; hsm key delete --label 'Schlüssel ö' --yes --pin '"
                                + PIN
                                + "'")
                .done();

        assertThat(cli.run("key", "list", "--pin", PIN).done().text())
                .contains("Schlüssel ä ")
                .doesNotContain("Schlüssel ö", "\uFFFD");
    }

    @Test
    void argumentAndVariable_thatAreNotUtf8_areRefused() throws IOException {
        Result argument = script("hsm key list --pin $'abcdefg\\xe4'").exits(ExitCode.USAGE);
        assertThat(argument.err()).contains("argument 4 is not UTF-8").doesNotContain("abcdefg");

        Result variable =
                script("export HSM_PIN=$'abcdefg\\xe4'; hsm key list --pin-env HSM_PIN")
                        .exits(ExitCode.USAGE);
        assertThat(variable.err()).contains("HSM_PIN is not UTF-8").doesNotContain("abcdefg");
    }

    @Test
    void pinFile_ofAnyBytes_isAPinToTheByte() throws IOException {
        script(
                        "printf 'abcdefg\\xe4\\xff\\n' >a; printf 'abcdefg\\xe5\\xff\\n' >b; chmod 600 a b;"
                                + " echo '"
                                + Cli.SO_PIN
                                + "' | hsm pin reset --pin-stdin --new-pin-file a; hsm key list --pin-file a")
                .done();
        script("hsm key list --pin-file b").exits(ExitCode.PIN);
    }

    /** What stands before our arguments is Java's own, wherever it comes from. */
    @Test
    void argumentsOfJavaItself_areNotTakenForOurs() throws IOException {
        String list = " key list --pin '" + PIN + "'";
        script("export JAVA_TOOL_OPTIONS='-Da=ö -Db=c' JDK_JAVA_OPTIONS='-Dc=d'; hsm" + list)
                .done();
        script(
                        "printf '%s\\n' -cp \"$jar\" >options; \"$java\" @options io.craton.hsm.cli.Main"
                                + list)
                .done();
        script("CRATON_HSM_JAVA_OPTS=-Dx=y \"$bin/craton-hsm-admin\"" + list).done();

        // The first words of the command are in the file: what belongs to whom is not to be known.
        script("echo \"-jar '$jar' key list\" >all; \"$java\" @all --pin '" + PIN + "'")
                .exits(ExitCode.USAGE);
    }

    @Test
    void prompt_readsTheBytesThatAreTyped() throws IOException {
        Cli.assumeTerminal();
        Files.write(
                cli.path("terminal.py"),
                LocaleIT.class.getResourceAsStream("terminal.py").readAllBytes());
        String asked =
                "export PYTHONUTF8=1; python3 terminal.py %s -- \"$java\" -jar \"$jar\" key list";

        script(String.format(asked, "'Enter user PIN: ' '" + PIN + "'")).done();
        // It is asked for three times.
        String wrong = " 'Enter user PIN: ' '" + OTHER_PIN + "'";
        script(String.format(asked, wrong.repeat(3))).exits(ExitCode.PIN);
    }

    @Test
    void fileName_thatJavaCannotWriteHere_isOneSentence() throws IOException {
        Result refused =
                script("hsm random --output 'zufällig'; code=$?; ls >&2; exit $code")
                        .exits(ExitCode.FAILED);

        assertThat(refused.err())
                .contains("LC_ALL=C.UTF-8")
                .doesNotContain("Exception", "report it");
        script("\"$bin/craton-hsm-admin\" random --output 'zufällig'; ls 'zufällig'").done();
    }
}
