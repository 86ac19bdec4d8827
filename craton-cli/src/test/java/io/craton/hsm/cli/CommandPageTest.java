package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/cli.md} beside the commands; {@link CommandPageIT} runs its examples. */
class CommandPageTest {
    static final Page PAGE = Page.of("docs/cli.md");

    /** What stands around that, such as the example, is written by hand. */
    @PageTest
    void page_saysOfEveryCommandWhatItsHelpSays() {
        Map<String, String> sections = CommandSections.all();

        PAGE.prepare(text -> withSections(text, List.copyOf(sections.keySet())));
        sections.forEach(PAGE::has);
    }

    @PageTest
    void page_hasTheExitCodes() {
        PAGE.has(
                "exit codes",
                Markdown.table(
                        "| Code | Meaning |",
                        Arrays.stream(ExitCode.values())
                                .map(code -> List.of("" + code.code(), code.meaning()))));
    }

    @Test
    void page_hasAnExampleForEveryCommand() {
        String page = PAGE.text();

        for (String name : CommandSections.all().keySet()) {
            assertThat(page).as("'./craton docs' begins a section").contains(heading(name));
            String from = page.substring(page.indexOf(heading(name)));
            String section = from.split("\n##", 2)[0];
            assertThat(section).as(name).contains("```sh\n").contains("craton-hsm " + name);
        }
    }

    @Test
    void page_hasNoCommandThatIsGone() {
        Map<String, String> sections = CommandSections.all();

        assertThat(
                        PAGE.text()
                                .lines()
                                .filter(line -> line.startsWith("### `"))
                                .map(line -> line.replaceAll("[#`]", "").strip())
                                .collect(Collectors.toList()))
                .as("take the section of a command that is gone out of docs/cli.md")
                .containsExactlyInAnyOrderElementsOf(sections.keySet());
    }

    /** A command that has no section gets one behind that of the command before it. */
    private static String withSections(String text, List<String> names) {
        String page = text;
        for (int i = 1; i < names.size(); i++) {
            if (!page.contains(heading(names.get(i)))) {
                int before = page.indexOf(heading(names.get(i - 1)));
                int end = page.indexOf("\n##", before + 1) + 1;
                page = page.substring(0, end) + begun(names.get(i)) + page.substring(end);
            }
        }
        return page;
    }

    private static String begun(String name) {
        return heading(name)
                + "<!-- made: "
                + name
                + " -->\n<!-- end -->\n\n```sh\ncraton-hsm "
                + name
                + " --help\n```\n\n";
    }

    private static String heading(String name) {
        return "### `" + name + "`\n\n";
    }
}
