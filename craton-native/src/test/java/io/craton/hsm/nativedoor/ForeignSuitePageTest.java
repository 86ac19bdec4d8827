package io.craton.hsm.nativedoor;

import static java.util.stream.Collectors.joining;

import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page says of the suites of others what the tests hold. */
@Tag("page")
class ForeignSuitePageTest {
    @Test
    void page_isMadeFromTheExpectations() {
        List<ForeignSuite> suites = ForeignSuite.all();
        Page page = Page.of("docs/native.md");
        page.has(
                "suites",
                Markdown.table(
                        "| suite | version | passed | skipped | failed |",
                        suites.stream().map(ForeignSuitePageTest::row)));
        page.has(
                "failures",
                suites.stream().map(ForeignSuitePageTest::section).collect(joining("\n")));
    }

    private static List<String> row(ForeignSuite suite) {
        return List.of(
                suite.title(),
                suite.version(),
                String.valueOf(suite.passed()),
                String.valueOf(suite.skipped()),
                String.valueOf(suite.failures().size()));
    }

    private static String section(ForeignSuite suite) {
        Stream<List<String>> rows =
                suite.failures().entrySet().stream()
                        .map(entry -> List.of("`" + entry.getKey() + "`", entry.getValue()));
        return Markdown.table("| " + suite.title() + " | why it does not pass |", rows);
    }
}
