package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs all examples of {@code docs/cli.md}, in their order, with a copy of the real jar. */
class CommandPageIT {
    @TempDir Path directory;

    @Test
    @Tag("S0-14")
    @Tag("S0-15")
    @Tag("S0-31")
    @Tag("S0-33")
    @Tag("S0-39")
    @Tag("S0-41")
    @Tag("S1-10")
    @Tag("S1-24")
    @Tag("S1-32")
    @Tag("S1-33")
    @Tag("S2-36")
    @Tag("S2-37")
    @Tag("S2-38")
    @Tag("S4-32")
    void examples_allSucceed() throws IOException {
        Cli cli = Cli.in(directory.resolve("work"));
        PageExamples examples = new PageExamples(cli, directory.resolve("installed"));

        List<String> blocks = PageExamples.blocks(CommandPageTest.PAGE.text());
        assertThat(blocks).hasSizeGreaterThan(40);
        for (String block : blocks) {
            examples.run(block, "so-pin-48151623", "user-pin-42108", "user-pin-73915");
        }
    }
}
