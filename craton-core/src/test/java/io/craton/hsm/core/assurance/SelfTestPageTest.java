package io.craton.hsm.core.assurance;

import io.craton.hsm.Digest;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The list of self-tests in {@code docs/fips.md}, from the tables that are run. */
class SelfTestPageTest {
    @PageTest
    void everySelfTest_isOnThePage() {
        Stream<List<String>> integrity =
                Stream.of(row(SelfTests.INTEGRITY, true, "every one, before any is used"));
        Stream<List<String>> algorithms =
                Arrays.stream(AlgorithmTest.values()).map(SelfTestPageTest::row);
        Stream<List<String>> digests = Arrays.stream(Digest.values()).map(SelfTestPageTest::row);

        Page.of("docs/fips.md")
                .has(
                        "self-tests",
                        Markdown.table(
                                "| Test | When | For |",
                                Stream.of(integrity, algorithms, digests).flatMap(rows -> rows)));
    }

    private static List<String> row(AlgorithmTest test) {
        return row(
                test.title(),
                test.when() == AlgorithmTest.When.POWER_ON,
                mechanisms(spec -> spec.tests().contains(test)));
    }

    private static List<String> row(Digest digest) {
        return row(
                digest.standardName(),
                KnownAnswerTests.DIGESTS.contains(digest),
                mechanisms(spec -> spec.type().digest().equals(Optional.of(digest)))
                        + ", and as a parameter");
    }

    private static List<String> row(String name, boolean atOpening, String mechanisms) {
        return List.of("`" + name + "`", atOpening ? "opening" : "first use", mechanisms);
    }

    private static String mechanisms(Predicate<MechanismSpec> wanted) {
        return MechanismTable.all().stream()
                .filter(wanted)
                .map(spec -> "`" + spec.type() + "`")
                .collect(Collectors.joining(", "));
    }
}
