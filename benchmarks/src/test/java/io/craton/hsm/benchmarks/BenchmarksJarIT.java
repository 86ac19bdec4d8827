package io.craton.hsm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one jar has all that the hot paths need: services, Bouncy Castle, newer classes. */
class BenchmarksJarIT {
    private static final Path JAR = Path.of("target", "benchmarks.jar").toAbsolutePath();

    @TempDir Path directory;

    private String run(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + directory,
                                "-jar",
                                JAR.toString()));
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output");
        int code =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start()
                        .waitFor();
        String text = Files.readString(output);
        assertThat(code).as(text).isZero();
        return text;
    }

    @Test
    void jar_listsTheHotPaths() throws Exception {
        assertThat(run("-l", "HotPath"))
                .contains(
                        "HotPathGcm.encryptApi",
                        "HotPathGcm.encryptJca",
                        "HotPathGcm.encryptRaw",
                        "HotPathLogin.loginApi",
                        "HotPathLogin.loadJca",
                        "HotPathLogin.deriveRaw");
    }

    @Test
    void jar_runsThroughBothDoorsAndLeavesNothing() throws Exception {
        String text =
                run(
                        "HotPathGcm.(encryptApi|decryptJca)|HotPathLogin.loadJca",
                        "-foe",
                        "true",
                        "-wi",
                        "0",
                        "-i",
                        "1",
                        "-r",
                        "50ms",
                        "-p",
                        "size=64",
                        "-rf",
                        "json",
                        "-rff",
                        "result.json");

        assertThat(text).contains("HotPathGcm.encryptApi", "us/op");
        assertThat(Files.readString(directory.resolve("result.json")))
                .contains("HotPathGcm.decryptJca", "HotPathLogin.loadJca");
        try (var left = Files.list(directory)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("craton-hsm-benchmark"));
        }
    }
}
