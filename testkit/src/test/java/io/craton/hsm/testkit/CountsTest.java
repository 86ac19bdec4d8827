package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many rows a table has is true until the next one: documents link to it instead. */
class CountsTest {
    private static final Pattern COUNT =
            Pattern.compile(
                    "(?i)(?<!#)\\b(\\d+|sixteen|seventeen|dozens of)\\s+"
                            + "((mechanism|JCA service|command|configuration key|return code|known-answer test"
                            + "|self-test|audit event|unit test)s?|curves|tests)\\b");

    @Test
    void documents_countNoTables() throws IOException {
        List<String> counts = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Repository.file("docs"))) {
            pages.filter(page -> page.toString().endsWith(".md"))
                    .forEach(page -> find(Sources.read(page), page, counts));
        }
        for (String name : List.of("README.md", "CONTRIBUTING.md", "SECURITY.md")) {
            find(Page.of(name).text(), Path.of(name), counts);
        }
        // What a release had, it had.
        String changes = Page.of("CHANGELOG.md").text();
        int released = changes.indexOf("\n## [", changes.indexOf("\n## [Unreleased]") + 1);
        find(changes.substring(0, released), Path.of("CHANGELOG.md"), counts);

        assertThat(counts).as("link to the table instead of counting its rows").isEmpty();
    }

    private static void find(String text, Path page, List<String> counts) {
        COUNT.matcher(text)
                .results()
                .forEach(found -> counts.add(page.getFileName() + ": " + found.group()));
    }
}
