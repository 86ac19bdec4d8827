package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a script in standard input cannot have: see also shell.txt among the scripts. */
class ShellTest {
    @TempDir Path directory;

    @Test
    void lineThatIsNotUtf8_isRefusedAsAnArgumentIs() throws Exception {
        Cli cli = Cli.withToken(directory);
        String line = "key generate --type aes:128 --label caf\u00e9\n";
        byte[] latin = line.getBytes(StandardCharsets.ISO_8859_1);

        Cli.Result result = cli.runWith(latin, "shell", "--pin", Cli.USER_PIN);

        assertThat(result.exits(ExitCode.USAGE).err()).contains("line 1 is not UTF-8");
        assertThat(cli.asUser("key", "list").done().text()).contains("Total: 0");
    }
}
