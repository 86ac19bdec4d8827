package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} beside the commands; {@link CommandPageIT} runs its examples. */
class CommandPageTest {
    static final Path PAGE = Path.of("..", "docs", "cli.md");

    @Test
    void page_saysOfEveryCommandWhatItsHelpSays() throws IOException {
        String page = Files.readString(PAGE);

        CommandSections.all()
                .forEach(
                        (name, section) ->
                                assertThat(page)
                                        .as(name)
                                        .contains("### `" + name + "`\n\n" + section));
    }

    @Test
    void page_hasAnExampleForEveryCommand() throws IOException {
        String page = Files.readString(PAGE);

        for (String name : CommandSections.all().keySet()) {
            String from = page.substring(page.indexOf("### `" + name + "`"));
            String section = from.split("\n##", 2)[0];
            assertThat(section).as(name).contains("```sh\n").contains("craton-hsm " + name);
        }
    }

    @Test
    void page_hasNoCommandThatIsGone() throws IOException {
        Map<String, String> sections = CommandSections.all();

        assertThat(
                        Files.readAllLines(PAGE).stream()
                                .filter(line -> line.startsWith("### `"))
                                .map(line -> line.replaceAll("[#`]", "").strip())
                                .collect(Collectors.toList()))
                .containsExactlyInAnyOrderElementsOf(sections.keySet());
    }

    @Test
    void page_hasTheExitCodes() throws IOException {
        String page = Files.readString(PAGE);

        for (ExitCode code : ExitCode.values()) {
            assertThat(page).contains("| " + code.code() + " | " + code.meaning() + " |");
        }
    }
}
