package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table "Where does a change go?" of docs/architecture.md: what it names is there. */
class ChangesTest {
    private static final Pattern NAME = Pattern.compile("`([A-Za-z.-]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z-]+\\.md)(#[a-z-]+)?\\)");
    private static final int MOST_FILES = 2;

    static Stream<List<String>> rows() {
        String text = Page.of("docs/architecture.md").text();
        return text.substring(text.indexOf("## Where does a change go?"))
                .lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| to change"))
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ")));
    }

    @Test
    void table_hasTheKindsOfChanges() {
        assertThat(rows()).extracting(row -> row.get(0)).hasSizeGreaterThan(10);
    }

    /** One row in one table, and one place where it is used; documents are made. */
    @ParameterizedTest
    @MethodSource("rows")
    void change_needsAsManyFilesAsItSays(List<String> row) {
        assertThat(row).as("what, number of files, where").hasSize(3);
        assertThat(Integer.parseInt(row.get(1))).isBetween(1, MOST_FILES);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void change_namesWhatIsThere(List<String> row) {
        Path module = null;
        List<String> missing = new ArrayList<>();
        for (String name : names(row.get(2))) {
            if (name.startsWith("craton-")) {
                module = Repository.file(name);
            } else if (module == null || !isThere(module, name)) {
                missing.add(name);
            }
        }
        assertThat(missing).as(row.get(0)).isEmpty();
        assertThat(links(row.get(2)))
                .allSatisfy(page -> assertThat(Repository.file("docs/" + page)).exists());
    }

    /** A class by its name, perhaps with its package, or a package. */
    private static boolean isThere(Path module, String name) {
        String path = "/" + name.replace('.', '/');
        if (Character.isUpperCase(name.charAt(name.lastIndexOf('.') + 1))) {
            return Sources.main().stream()
                    .filter(file -> file.startsWith(module))
                    .anyMatch(file -> file.toString().endsWith(path + ".java"));
        }
        return Sources.main().stream()
                .filter(file -> file.startsWith(module))
                .map(Path::getParent)
                .distinct()
                .anyMatch(directory -> Files.isDirectory(directory) && directory.endsWith(name));
    }

    private static List<String> names(String text) {
        return NAME.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static List<String> links(String text) {
        return LINK.matcher(text).results().map(found -> found.group(1)).toList();
    }
}
