package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The folder of vectors as a whole: there is none that no test judges. */
class VectorsTest {
    private static final Path FOLDER = Repository.file("vectors");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\S+)/` \\| (.*?) \\| (.*?) \\| `(\\w+)` \\|$");

    static Stream<Path> files() throws IOException {
        return Files.walk(FOLDER)
                .filter(Files::isRegularFile)
                .filter(file -> !file.endsWith("README.md"));
    }

    /** The rows of the table in the page: folder, kinds, verdicts, test. */
    private static List<MatchResult> rows() {
        return ROW.matcher(Sources.read(FOLDER.resolve("README.md"))).results().toList();
    }

    private static Set<String> words(String cell) {
        Pattern word = Pattern.compile("`([^`]+)`");
        Set<String> words = new TreeSet<>();
        word.matcher(cell).results().forEach(found -> words.add(found.group(1)));
        return words;
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyVector_hasAKindAndAVerdictOfItsFolder(Path file) {
        Vector vector = Vector.read(file);
        String folder = FOLDER.relativize(file).getName(0).toString();
        MatchResult row =
                rows().stream().filter(r -> r.group(1).equals(folder)).findFirst().orElseThrow();
        assertThat(Sources.read(file)).startsWith("# ");
        assertThat(words(row.group(2))).contains(vector.text("kind"));
        assertThat(words(row.group(3))).contains(vector.expect().split(" ")[0]);
    }

    /** Of each kind there are those that are read and those that are refused. */
    @Test
    void everyKind_hasSeveralVerdicts() throws IOException {
        Map<String, Set<String>> verdicts = new TreeMap<>();
        for (Path file : files().toList()) {
            Vector vector = Vector.read(file);
            verdicts.computeIfAbsent(vector.text("kind"), kind -> new TreeSet<>())
                    .add(vector.expect());
        }
        assertThat(verdicts.values()).allMatch(of -> of.size() > 1);
    }

    @Test
    void everyFolder_hasATestThatReadsIt() throws IOException {
        Set<String> folders = new TreeSet<>();
        files().forEach(file -> folders.add(FOLDER.relativize(file).getName(0).toString()));
        assertThat(rows()).extracting(row -> row.group(1)).hasSameElementsAs(folders);
        for (MatchResult row : rows()) {
            Path test =
                    Sources.tests().stream()
                            .filter(file -> file.endsWith(row.group(4) + ".java"))
                            .findFirst()
                            .orElseThrow();
            assertThat(Sources.read(test)).contains(row.group(1));
        }
    }
}
