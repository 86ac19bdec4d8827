package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels that would clear the screen, forge a line or turn the direction of writing. */
class LabelsTest {
    private static final String TOKEN = "T\u001b[2J\u202e\u009bx";
    private static final String KEY = "k\u001b]0;owned\u0007\u202e\nTotal: 0 objects";

    @TempDir Path directory;

    private static void harmless(Result result, String command) {
        assertThat(result.text() + result.err())
                .as(command)
                .doesNotContain("\u001b", "\u202e", "\u009b", "\u0007")
                .doesNotContain("\nTotal: 0 objects");
    }

    @Test
    void everyCommandThatShowsALabel_showsItAsText() throws IOException {
        Cli cli = Cli.in(directory);
        harmless(cli.run("token", "init", "--label", TOKEN, "--pin", Cli.SO_PIN), "token init");
        cli.run("pin", "init", "--pin", Cli.SO_PIN, "--new-pin", Cli.USER_PIN).done();
        Result made = cli.asUser("key", "generate", "--type", "aes:128", "--label", KEY).done();
        harmless(made, "key generate");
        assertThat(made.text()).contains("k\\u001b]0;owned\\u0007\\u202e\\u000aTotal");

        for (String command :
                List.of("token info", "token list", "status", "doctor", "status --json")) {
            harmless(cli.run(command.split(" ")).done(), command);
        }
        harmless(cli.asUser("key", "list").done(), "key list");
        harmless(cli.asUser("key", "list", "--json").done(), "key list --json");
        harmless(cli.asUser("key", "info", "--label", KEY).done(), "key info");
        harmless(cli.asUser("key", "info", "--label", KEY + "2"), "key info of nothing");
        harmless(cli.asUser("key", "generate", "--type", "aes:128", "--label", KEY), "again");
        harmless(cli.asUser("sign", "--key", KEY, "--input", "x", "--output", "y"), "sign");
        harmless(cli.asUser("key", "delete", "--label", KEY), "key delete, not confirmed");
        harmless(cli.asUser("key", "delete", "--label", KEY, "--yes").done(), "key delete");
    }
}
