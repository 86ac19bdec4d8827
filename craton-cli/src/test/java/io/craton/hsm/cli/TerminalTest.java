package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.error.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is different for somebody in front of a terminal. */
class TerminalTest {
    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws Exception {
        cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
    }

    private int run(Io io, String... command) {
        System.setProperty("craton.hsm.home", directory.toString());
        try {
            return RootCommand.run(io, command);
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    private static TestIo terminal() {
        return new TestIo().answers(Cli.USER_PIN);
    }

    private String file(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content).toString();
    }

    @Test
    void bytes_areNotWrittenToATerminal_withoutForce() throws Exception {
        String data = file("data", "data");
        String[][] commands = {
            {"sign", "--key", "k", "--input", data, "--output", "-"},
            {"encrypt", "--key", "k", "--input", data, "--output", "-"},
            {"random", "--format", "raw"},
            {"backup", "--output", "-"},
        };
        for (String[] command : commands) {
            TestIo test = terminal();

            assertThat(run(test.io(), command))
                    .as("%s: %s", String.join(" ", command), test.err())
                    .isEqualTo(ExitCode.USAGE.code());
            assertThat(test.err()).contains("standard output is a terminal").contains("--force");
            assertThat(test.prompts()).as("nobody types a PIN for it").isEmpty();
        }
        TestIo test = terminal();
        assertThat(run(test.io(), "random", "--format", "raw", "--force")).isZero();
    }

    @Test
    void decrypt_showsText_andRefusesBytes() throws Exception {
        for (String content : new String[] {"plain text\n", "\u001b[2J"}) {
            cli.asUser(
                            "encrypt",
                            "--key",
                            "k",
                            "--input",
                            file("data", content),
                            "--output",
                            directory.resolve("enc").toString())
                    .done();
            TestIo test = terminal();
            String encrypted = directory.resolve("enc").toString();
            int code =
                    run(test.io(), "decrypt", "--key", "k", "--input", encrypted, "--output", "-");

            boolean isText = content.startsWith("plain");
            assertThat(code).isEqualTo(isText ? 0 : 1);
            assertThat(test.out()).isEqualTo(isText ? content : "");
        }
    }

    @Test
    void auditTail_isALineForAPerson_andTheEntryInAPipe() {
        cli.run("key", "list", "--pin", "wrong-pin-7718").exits(ExitCode.PIN);
        TestIo test = terminal();

        assertThat(run(test.io(), "audit", "tail", "--lines", "30")).isZero();

        assertThat(test.out())
                .containsPattern(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d  user  Login .*CKR_PIN_INCORRECT")
                .containsPattern("user  GenerateKey +AES_KEY_GEN +[0-9a-f]{8}  ok")
                .doesNotContain("{");
        assertThat(cli.run("audit", "tail").done().text()).startsWith("{");
        TestIo json = terminal();
        run(json.io(), "audit", "tail", "--json");
        assertThat(json.out()).startsWith("{");
    }
}
