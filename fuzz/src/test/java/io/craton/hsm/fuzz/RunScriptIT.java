package io.craton.hsm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fuzz/run.sh} with what the build has made. */
public class RunScriptIT {
    private static final Path MODULE = Path.of("").toAbsolutePath();

    @TempDir Path work;

    private record Result(int code, String output) {}

    /** Gives way at once. */
    public static final class Fragile {
        private Fragile() {}

        public static void fuzzerTestOneInput(byte[] input) {
            if (input.length > 0) {
                throw new IllegalStateException("any input breaks it");
            }
        }
    }

    private Result run(Path module, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(module.resolve("run.sh").toString()));
        command.addAll(List.of(arguments));
        Path output = work.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("CRATON_FUZZ_WORK", work.resolve("fuzz").toString());
        int code = builder.start().waitFor();
        return new Result(code, Files.readString(output));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void run_withoutOrWithAnUnknownName_isUsageWithTheNames() throws Exception {
        for (String[] arguments :
                new String[][] {{}, {"nope"}, {"attributes", "soon"}, {"attributes", "0"}}) {
            Result result = run(MODULE, arguments);

            assertThat(result.code()).isEqualTo(2);
            assertThat(result.output()).contains("Usage: ./craton fuzz", "Names: attributes");
        }
    }

    @Test
    void targets_areAllThere() throws Exception {
        List<String> lines =
                Files.readAllLines(MODULE.resolve("targets")).stream()
                        .filter(line -> !line.startsWith("#"))
                        .toList();

        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            String[] fields = line.split(" ");
            assertThat(Class.forName(fields[1]).getMethod("fuzzerTestOneInput", byte[].class))
                    .isNotNull();
            assertThat(files(MODULE.resolve(fields[2]))).as(line).isNotEmpty();
        }
    }

    @Test
    void run_keepsWhatItFindsOutsideOfTheSources() throws Exception {
        List<Path> sources = files(MODULE.resolve("src"));

        Result result = run(MODULE, "attributes", "2");

        assertThat(result.output()).contains("'attributes' ran for 2 seconds and found nothing");
        assertThat(result.code()).isZero();
        assertThat(files(work.resolve("fuzz/attributes/corpus"))).isNotEmpty();
        assertThat(files(MODULE.resolve("src"))).containsExactlyInAnyOrderElementsOf(sources);
    }

    @Test
    void run_withAFind_endsWithASentenceAndTheInput() throws Exception {
        Path module = Files.createDirectories(work.resolve("module"));
        Path target = Files.createDirectories(module.resolve("target"));
        Path script = Files.copy(MODULE.resolve("run.sh"), module.resolve("run.sh"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(target.resolve("lib"), MODULE.resolve("target/lib"));
        Files.createDirectories(module.resolve("kept"));
        Files.writeString(
                module.resolve("targets"), "fragile " + Fragile.class.getName() + " kept\n");
        jar(target.resolve("fuzz.jar"));

        Result result = run(module, "fragile", "20");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.output())
                .contains("'fragile' has found an input that breaks it: ")
                .contains("any input breaks it");
        assertThat(files(work.resolve("fuzz/fragile/finds")))
                .anyMatch(file -> file.getFileName().toString().startsWith("crash-"));
    }

    private static void jar(Path file) throws IOException {
        String entry = Fragile.class.getName().replace('.', '/') + ".class";
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out);
                InputStream in = Fragile.class.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            in.transferTo(jar);
        }
    }
}
