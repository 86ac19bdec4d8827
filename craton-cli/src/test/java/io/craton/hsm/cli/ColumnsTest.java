package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sources are read from the left. What makes lines start far to the right is a chain inside an
 * argument inside a lambda: a value or a method with a name brings them back.
 */
class ColumnsTest {
    /** A line that starts behind this many spaces starts at column 28 or later. */
    private static final String FAR = " ".repeat(27);

    /** The ceilings only sink; the goal is 2 percent. {@code .ci/measure} says where we are. */
    @ParameterizedTest
    @CsvSource({
        "craton-api, 0.9",
        "craton-config, 2.0",
        "craton-store, 0.7",
        "craton-audit, 1.3",
        "craton-core, 2.0",
        "craton-engine, 2.0",
        "craton-provider, 1.8",
        "craton-testing, 1.5",
        "craton-wire, 1.0",
        "craton-grpc, 1.0",
        "craton-daemon, 1.0",
        "craton-client, 1.0",
        "craton-cli, 2.0",
        "benchmarks, 2.0",
        "fuzz, 2.0",
        "clients, 0.1",
        "testkit, 2.0"
    })
    void shareOfLinesThatStartFarToTheRight_doesNotGrow(String module, double percent)
            throws IOException {
        List<String> lines = lines(Path.of("..", module, "src", "main"));
        long far = lines.stream().filter(line -> line.startsWith(FAR)).count();
        assertThat(lines).isNotEmpty();
        assertThat(100.0 * far / lines.size())
                .as("percent of lines of %s that start at column 28 or later", module)
                .isLessThanOrEqualTo(percent);
    }

    /** The lines of all sources that are not blank. */
    private static List<String> lines(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java")).toList();
            List<String> lines = new ArrayList<>();
            for (Path source : sources) {
                Files.readAllLines(source).stream()
                        .filter(line -> !line.isBlank())
                        .forEach(lines::add);
            }
            return lines;
        }
    }
}
