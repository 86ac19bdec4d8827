package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Repository;
import io.craton.hsm.testkit.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Hash functions, curves and types of secret keys stand in tables. Where else in main code one of
 * them is named stands in {@code algorithm-names.txt}, with the reason; so a new one costs no file
 * but its table's.
 */
class AlgorithmNamesTest {
    private static final String LIST = "algorithm-names.txt";

    /** Texts and characters, which stay, or comments, which go. */
    private static final Pattern TEXT_OR_COMMENT =
            Pattern.compile(
                    "(\"(?:\\\\.|[^\"\\\\\\n])*+\"|'(?:\\\\.|[^'\\\\\\n])++')|//[^\\n]*+|/\\*.*?\\*/",
                    Pattern.DOTALL);

    /** Names of hash functions, of types of keys for HMAC, and of curves; no parameter sets. */
    private static final Pattern NAME =
            Pattern.compile(
                    "(?<!SLH.DSA.)(?:SHA[-_]?(?:1|224|256|384|512)(?![0-9])|SHA3[-_]|SHAKE[-_]?[0-9])"
                            + "|CKK_[A-Z0-9_]*HMAC"
                            + "|(?i:brainpool|secp[0-9]|[PB]-?(?:224|256|384|521)(?![0-9])"
                            + "|(?:ed|x|curve|edwards)(?:25519|448)(?![0-9]))");

    @Test
    void names_standInTheTablesAndWhereTheListSaysWhy() throws IOException {
        Map<String, Set<String>> found = inMainCode();
        Map<String, String> reasons = list();

        assertThat(problems(found, reasons)).isEmpty();
        assertThat(reasons.values()).allMatch(reason -> reason.length() > 20);
    }

    @Test
    void fileThatIsNotListed_andLineThatIsNotNeeded_areProblems() {
        assertThat(
                        problems(
                                Map.of(
                                        "a/New.java",
                                        Set.of("SHA-256"),
                                        "a/b/Known.java",
                                        Set.of("P256")),
                                Map.of("b/Known.java", "because", "a/Gone.java", "because")))
                .hasSize(2)
                .anyMatch(problem -> problem.startsWith("a/New.java names SHA-256: take them from"))
                .anyMatch(problem -> problem.startsWith("a/Gone.java names none: take it out of"));
    }

    private static List<String> problems(
            Map<String, Set<String>> found, Map<String, String> reasons) {
        List<String> problems = new ArrayList<>();
        found.forEach(
                (file, names) -> {
                    if (!reasons.containsKey(tail(file))) {
                        problems.add(tooMany(file, names));
                    }
                });
        Set<String> present =
                found.keySet().stream()
                        .map(AlgorithmNamesTest::tail)
                        .collect(Collectors.toUnmodifiableSet());
        reasons.keySet().stream()
                .filter(file -> !present.contains(file))
                .forEach(file -> problems.add(file + " names none: take it out of " + LIST));
        return problems;
    }

    /** The package and the class: what keeps its reason when it moves to another module. */
    private static String tail(String file) {
        String[] parts = file.split("/");
        return parts[Math.max(0, parts.length - 2)] + "/" + parts[parts.length - 1];
    }

    private static String tooMany(String file, Set<String> names) {
        return file
                + " names "
                + String.join(", ", names)
                + ": take them from the tables (Digest, Curve, KeyType, MechanismType,"
                + " ParameterSet), or, if this file chooses one itself, add it to "
                + LIST
                + " under the reason";
    }

    @Test
    void comments_areNoNames_textsAndConstantsAre() {
        String source =
                """
                /* SHA-224
                 * secp256k1 */
                // Ed25519
                String a = "// SHA-256"; char c = '"'; /** "SHA-384" */
                Curve b = Curve.BRAINPOOL_P256R1;
                KeyType k = CKK_SHA3_256_HMAC; Sha512 own;
                ParameterSet p = CKP_SLH_DSA_SHAKE_128S;
                """;

        assertThat(names(source))
                .containsExactlyInAnyOrder("SHA-256", "BRAINPOOL", "P256", "CKK_SHA3_256_HMAC");
    }

    private static Map<String, Set<String>> inMainCode() {
        Map<String, Set<String>> found = new TreeMap<>();
        Sources.main()
                .forEach(
                        file -> {
                            Set<String> names = names(Sources.read(file));
                            if (!names.isEmpty()) {
                                String path = Repository.file("").relativize(file).toString();
                                found.put(path.replace('\\', '/'), names);
                            }
                        });
        return found;
    }

    private static Set<String> names(String source) {
        String code =
                TEXT_OR_COMMENT
                        .matcher(source)
                        .replaceAll(
                                match ->
                                        match.group(1) == null
                                                ? " "
                                                : Matcher.quoteReplacement(match.group(1)));
        Set<String> names = new TreeSet<>();
        NAME.matcher(code).results().map(MatchResult::group).forEach(names::add);
        return names;
    }

    /** The reasons by the files: a line with a reason, and under it the files, indented. */
    private static Map<String, String> list() throws IOException {
        Map<String, String> reasons = new TreeMap<>();
        String reason = "";
        for (String line : lines()) {
            if (!line.startsWith(" ")) {
                reason = line.strip();
            } else {
                assertThat(reasons.put(tail(line.strip()), reason)).as("%s twice", line).isNull();
            }
        }
        return reasons;
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = AlgorithmNamesTest.class.getResourceAsStream(LIST)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}
