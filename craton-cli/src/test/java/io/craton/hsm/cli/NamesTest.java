package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One name for one thing: no class of main sources has the simple name of another. */
class NamesTest {
    @Test
    void simpleNames_standOnce() throws IOException {
        Map<String, List<Path>> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(Repository.file("."))) {
            files.putAll(
                    found.filter(NamesTest::isMainSource)
                            .collect(Collectors.groupingBy(NamesTest::simpleName)));
        }

        assertThat(files).hasSizeGreaterThan(600);
        files.values().removeIf(places -> places.size() == 1);
        assertThat(files).isEmpty();
    }

    private static boolean isMainSource(Path file) {
        String path = file.toString();
        return path.contains("/src/main/")
                && !path.contains("/examples/")
                && path.endsWith(".java")
                && !path.endsWith("-info.java");
    }

    private static String simpleName(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - ".java".length());
    }
}
