package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kept inputs of the fuzzer of answers, and with clang a few seconds of the fuzzer itself. */
class FuzzedAnswersTest {
    private static final Path KEPT = NativeLibrary.MODULE.resolve("src/test/fuzz/answers");

    @TempDir Path directory;

    @Test
    void keptInputs_doNoHarm() throws Exception {
        Programs.require("cc");
        Path program = directory.resolve("fuzzed_answers");
        List<String> command = new ArrayList<>(List.of("cc", "-std=c11", "-g", "-DSTANDALONE"));
        command.addAll(List.of("-D_GNU_SOURCE", "-DVERSION_MAJOR=0", "-DVERSION_MINOR=0"));
        command.addAll(List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=all"));
        command.addAll(List.of("-I" + NativeLibrary.SOURCES, "-o", program.toString()));
        command.add("src/test/c/fuzzed_answers.c");
        try (Stream<Path> sources = Files.list(NativeLibrary.SOURCES)) {
            sources.map(Path::toString)
                    .filter(name -> name.endsWith(".c") && !name.endsWith("place.c"))
                    .forEach(command::add);
        }
        Programs.runWell(NativeLibrary.MODULE, Map.of(), command);
        List<String> run = new ArrayList<>(List.of(program.toString()));
        try (Stream<Path> kept = Files.list(KEPT)) {
            kept.map(Path::toString).sorted().forEach(run::add);
        }
        assertThat(run).hasSizeGreaterThan(50);
        assertThat(Programs.runWell(directory, Map.of(), run))
                .isEqualTo(run.size() - 1 + " inputs\n");
    }

    /** What {@code ./craton fuzz native} runs; here always the same inputs. */
    @Test
    void fuzzer_runs() throws Exception {
        Programs.require("clang");
        Programs.require("make");
        List<String> command = new ArrayList<>(List.of("make", "-s", "fuzz"));
        command.add("LIMIT=-seed=20 -runs=100000");
        command.add("OUT=" + directory);
        command.add("FUZZED=" + directory.resolve("found"));
        String said = Programs.runWell(NativeLibrary.MODULE, Map.of(), command);
        assertThat(said).contains("stat::number_of_executed_units");
    }
}
