package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/remote.md} from the command line, beside a daemon. */
class RemotePageIT {
    private static final String HEADING = "\n## From the command line\n";

    @TempDir Path directory;

    @Test
    @Tag("B9")
    void examplesFromTheCommandLine_allSucceed() throws IOException {
        Cli cli = Cli.in(directory.resolve("work"), CliDaemon.CONFIGURATION).initialise("Orders");
        PageExamples examples = new PageExamples(cli, directory.resolve("installed"));
        for (String[] pin : new String[][] {{"so-pin", Cli.SO_PIN}, {"user-pin", Cli.USER_PIN}}) {
            Files.writeString(cli.path(pin[0]), pin[1] + "\n");
            assertThat(cli.path(pin[0]).toFile().setReadable(false, false)).isTrue();
            assertThat(cli.path(pin[0]).toFile().setReadable(true, true)).isTrue();
        }
        String page = Page.of("docs/remote.md").text();
        String section = page.substring(page.indexOf(HEADING) + HEADING.length()).split("\n## ")[0];
        List<String> blocks = PageExamples.blocks(section);
        assertThat(blocks).hasSize(3);

        try (CliDaemon daemon = CliDaemon.start(cli)) {
            for (String block : blocks) {
                examples.run(block, Cli.SO_PIN, Cli.USER_PIN);
            }
            assertThat(cli.run("status").done().text()).contains(daemon.target());
        }
    }
}
