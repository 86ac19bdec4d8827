package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is not what the code says fails, and says what to do. */
class PageComparisonTest {
    private static final String TEXT =
            """
            by hand
            <!-- made: numbers -->
            one
            <!-- end -->
            <!-- made: letters -->
            a
            b
            <!-- end -->
            """;

    @TempDir Path directory;

    private Page page() throws IOException {
        Path file = Files.writeString(directory.resolve("page.md"), TEXT);
        return Page.of(file.toString());
    }

    @Test
    void part_isBetweenItsMarkers() throws IOException {
        page().has("numbers", "one\n");
        page().has("letters", "a\nb\n");
        assertThat(page().part("letters")).isEqualTo("a\nb\n");
        page().is(TEXT);
    }

    @Test
    void difference_namesTheCommandThatWritesThePage() throws IOException {
        Page page = page();

        assertThatThrownBy(() -> page.has("numbers", "two\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("page.md, the part 'numbers'")
                .hasMessageContaining("'./craton docs' writes it");
        assertThatThrownBy(() -> page.is("other\n")).hasMessageContaining("./craton docs");
    }

    @Test
    void partThatIsNotThere_isTold() throws IOException {
        Page page = page();

        assertThatThrownBy(() -> page.has("signs", ""))
                .hasMessageContaining("has no line <!-- made: signs -->");
    }

    @Test
    void preparation_isForWritingAlone() throws IOException {
        Page page = page();

        page.prepare(text -> "changed");

        page.is(TEXT);
    }

    @Test
    void table_hasARuleAsWideAsItsHeading() {
        assertThat(Markdown.table("| A | B |", Stream.of(List.of("1", "2"))))
                .isEqualTo("| A | B |\n|---|---|\n| 1 | 2 |\n");
    }
}
