package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Promises have tests or a reason, and what code and tests cite by a number is explained. */
class PromisesPageTest {
    private static final Page PROMISES = Page.of("docs/promises.md");
    private static final Page DECISIONS = Page.of("docs/decisions.md");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(S\\d-\\d+)\"\\)");
    private static final Pattern PROMISE = Pattern.compile("\\bS\\d-\\d+\\b");
    private static final Pattern DECISION = Pattern.compile("\\bB\\d{1,2}a?\\b");
    private static final List<String> PARTS = List.of("S0", "S1", "S2", "S3", "S4");

    /** The column of tests is made from their tags; what has none keeps its reason. */
    @PageTest
    void everyPromise_namesItsTests() {
        Map<String, Set<String>> tests = testsByTag();
        for (String part : PARTS) {
            PROMISES.has(part, Markdown.table(heading(part), rows(part, tests)));
        }
    }

    @Test
    void everyPromise_hasATestOrAReason() {
        List<String> bare = new ArrayList<>();
        PARTS.stream()
                .flatMap(PromisesPageTest::cells)
                .filter(cells -> cells.get(2).isBlank())
                .forEach(cells -> bare.add(cells.get(0)));

        assertThat(bare).as("neither a test with that tag, nor a reason in the page").isEmpty();
    }

    @Test
    void everyPromiseThatIsCited_isOnThePage() {
        Set<String> known =
                PARTS.stream()
                        .flatMap(PromisesPageTest::cells)
                        .map(cells -> cells.get(0))
                        .collect(Collectors.toSet());

        assertThat(cited(PROMISE)).as("rows of docs/promises.md").isSubsetOf(known);
    }

    @Test
    void everyDecisionThatIsCited_isOnThePage() {
        Set<String> known =
                DECISIONS
                        .text()
                        .lines()
                        .filter(line -> line.startsWith("| B"))
                        .map(line -> line.split(" \\| ")[0].substring(2))
                        .collect(Collectors.toSet());

        assertThat(cited(DECISION)).as("rows of docs/decisions.md").isEqualTo(new TreeSet<>(known));
    }

    private static Set<String> cited(Pattern number) {
        return Stream.concat(Sources.main().stream(), Sources.tests().stream())
                .flatMap(file -> number.matcher(Sources.read(file)).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> testsByTag() {
        Map<String, Set<String>> tests = new TreeMap<>();
        for (Path file : Sources.tests()) {
            String name = String.valueOf(file.getFileName()).replace(".java", "");
            TAG.matcher(Sources.read(file))
                    .results()
                    .forEach(
                            tag ->
                                    tests.computeIfAbsent(tag.group(1), none -> new TreeSet<>())
                                            .add("`" + name + "`"));
        }
        return tests;
    }

    private static Stream<List<String>> rows(String part, Map<String, Set<String>> tests) {
        return cells(part).map(cells -> row(cells, tests.getOrDefault(cells.get(0), Set.of())));
    }

    private static List<String> row(List<String> cells, Set<String> tests) {
        boolean named = cells.get(2).startsWith("`");
        String reason = named ? "" : cells.get(2);
        return List.of(
                cells.get(0), cells.get(1), tests.isEmpty() ? reason : String.join(", ", tests));
    }

    private static String heading(String part) {
        return PROMISES.part(part).lines().findFirst().orElseThrow();
    }

    private static Stream<List<String>> cells(String part) {
        return PROMISES.part(part)
                .lines()
                .skip(2)
                .map(
                        line ->
                                Arrays.asList(
                                        line.substring(2, line.length() - 2).split(" \\| ", -1)));
    }
}
