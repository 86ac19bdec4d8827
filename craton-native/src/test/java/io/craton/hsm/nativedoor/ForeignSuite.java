package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What is expected of a suite of tests that others wrote: a file of {@code src/test/suites}, from
 * which the page {@code docs/native.md} is made, too.
 *
 * <p>Its lines are {@code title}, {@code version}, {@code passed} and {@code skipped}, each with
 * {@code =} and a value, and then, behind an empty line, each test that fails, with {@code =} and
 * the reason. Lines that start with {@code #} are comments.
 */
final class ForeignSuite {
    private static final Path DIRECTORY = NativeLibrary.MODULE.resolve("src/test/suites");
    private static final String SEPARATOR = " = ";

    private final String name;
    private final Map<String, String> head;
    private final Map<String, String> failures;

    private ForeignSuite(String name, Map<String, String> head, Map<String, String> failures) {
        this.name = name;
        this.head = head;
        this.failures = failures;
    }

    /**
     * What a run of a suite gave.
     *
     * @param passed how many tests passed
     * @param skipped how many the suite left out by itself
     * @param failed the names of the others
     */
    record Outcome(int passed, int skipped, Set<String> failed) {}

    /** The one of the file {@code NAME.txt}. */
    static ForeignSuite of(String name) {
        List<String> lines = lines(DIRECTORY.resolve(name + ".txt"));
        int empty = lines.indexOf("");
        return new ForeignSuite(
                name,
                pairs(lines.subList(0, empty)),
                pairs(lines.subList(empty + 1, lines.size())));
    }

    /** All of them, by the names of their files. */
    static List<ForeignSuite> all() {
        try (var files = Files.list(DIRECTORY)) {
            return files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .sorted()
                    .map(ForeignSuite::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(DIRECTORY + " cannot be read", e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            Predicate<String> comment = line -> line.startsWith("#");
            return Files.readAllLines(file).stream().filter(comment.negate()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    private static Map<String, String> pairs(List<String> lines) {
        Map<String, String> pairs = new TreeMap<>();
        for (String line : lines) {
            int at = line.indexOf(SEPARATOR);
            pairs.put(line.substring(0, at), line.substring(at + SEPARATOR.length()));
        }
        return pairs;
    }

    String title() {
        return head.get("title");
    }

    String version() {
        return head.get("version");
    }

    int passed() {
        return Integer.parseInt(head.get("passed"));
    }

    int skipped() {
        return Integer.parseInt(head.get("skipped"));
    }

    /** The tests that fail, with the reason of each. */
    Map<String, String> failures() {
        return failures;
    }

    /** The outcome is the expected one, for the worse and for the better. */
    void is(Outcome outcome) {
        Set<String> news = new TreeSet<>(outcome.failed());
        news.removeAll(failures.keySet());
        assertThat(news).as("tests of %s that failed and have no reason", name).isEmpty();
        Set<String> mended = new TreeSet<>(failures.keySet());
        mended.removeAll(outcome.failed());
        assertThat(mended).as("tests of %s that pass; take them out of the file", name).isEmpty();
        assertThat(outcome.passed()).as("tests of %s that passed", name).isEqualTo(passed());
        assertThat(outcome.skipped()).as("tests of %s left out", name).isEqualTo(skipped());
    }
}
