package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.cli.error.CliException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Arguments and variables as the process was given them, whatever Java has made of them. */
class ProcessTextTest {
    private static final byte[] NOT_UTF8 = {'a', (byte) 0xe4};

    private static byte[] block(Object... parts) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Object part : parts) {
            block.writeBytes(
                    part instanceof byte[] bytes
                            ? bytes
                            : part.toString().getBytes(StandardCharsets.UTF_8));
            block.write(0);
        }
        return block.toByteArray();
    }

    /** What Java makes of arguments in the C locale. */
    private static String[] decoded(String... arguments) {
        return Arrays.stream(arguments)
                .map(a -> new String(a.getBytes(StandardCharsets.UTF_8), StandardCharsets.US_ASCII))
                .toArray(String[]::new);
    }

    private static ProcessText commandLine(Object... parts) {
        return new ProcessText(block(parts), null);
    }

    @Test
    void arguments_inTheCLocale_areWhatWasTyped() {
        String[] typed = {"key", "delete", "--label", "Schlüssel ö", "--pin", "ÄÖÜäöüß€", ""};

        assertThat(
                        commandLine(
                                        "/usr/bin/java",
                                        "-XX:+UseSerialGC",
                                        "-jar",
                                        "x.jar",
                                        "key",
                                        "delete",
                                        "--label",
                                        "Schlüssel ö",
                                        "--pin",
                                        "ÄÖÜäöüß€",
                                        "")
                                .arguments(decoded(typed)))
                .containsExactly(typed);
    }

    @Test
    void arguments_inALocaleOfOneByteACharacter_areWhatWasTyped() {
        String latin =
                new String("ö".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);

        assertThat(
                        commandLine("java", "Main", "--label", "ö")
                                .arguments(new String[] {"--label", latin}))
                .containsExactly("--label", "ö");
    }

    @Test
    void arguments_thatTheCommandLineDoesNotShow_areRefused() {
        // The first of them stand in a file that the launcher has read.
        ProcessText fromFile = commandLine("java", "@args", "--label", "ö");
        String[] more = decoded("key", "delete", "--label", "ö");

        assertThatThrownBy(() -> fromFile.arguments(more)).isInstanceOf(CliException.class);
        assertThat(fromFile.arguments(new String[] {"key", "list"})).containsExactly("key", "list");
    }

    @Test
    void arguments_ofAnotherProgram_areRefused() {
        assertThatThrownBy(
                        () ->
                                commandLine("launcher", "--one", "zwö")
                                        .arguments(decoded("--label", "drü")))
                .isInstanceOf(CliException.class);
    }

    @Test
    void arguments_thatAreNotUtf8_areRefusedByTheirPlace() {
        assertThatThrownBy(
                        () ->
                                commandLine("java", "Main", "--pin", NOT_UTF8)
                                        .arguments(new String[] {"--pin", "a\uFFFD"}))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("argument 2 is not UTF-8");
    }

    @Test
    void arguments_whereThereAreNoBytes_areRefusedIfJavaCouldNotDecodeThem() {
        ProcessText none = new ProcessText(null, null);

        assertThat(none.arguments(new String[] {"ö"})).containsExactly("ö");
        assertThatThrownBy(() -> none.arguments(new String[] {"a\uFFFD"}))
                .isInstanceOf(CliException.class);
    }

    @Test
    void variable_isWhatItWasSetTo() {
        ProcessText text =
                new ProcessText(
                        null, block("PINS=no", "PIN=ÄÖÜ=1", "PIN=second", "LATIN", "EMPTY="));

        assertThat(text.variable("PIN")).isEqualTo("ÄÖÜ=1");
        assertThat(text.variable("EMPTY")).isEmpty();
        assertThat(text.variable("LATIN")).isNull();
        assertThat(text.variable("PI")).isNull();
    }

    @Test
    void variable_thatIsNotUtf8_isRefusedWhenItIsWanted() {
        byte[] entry = {'P', '=', 'a', (byte) 0xe4};
        ProcessText text = new ProcessText(null, block("A=1", entry));

        assertThat(text.variable("A")).isEqualTo("1");
        assertThatThrownBy(() -> text.variable("P"))
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("the environment variable P is not UTF-8");
    }
}
