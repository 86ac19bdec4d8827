package io.craton.hsm.benchmarks.compare;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Programs of the machine. */
final class Programs {
    private Programs() {}

    /** Where this program itself is: the jar of the benchmarks, or the directory of its classes. */
    static Path own() {
        try {
            return Path.of(
                    Programs.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the program does not know where it is", e);
        }
    }

    /** Whether there is one of this name on the path. */
    static boolean on(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    /**
     * Runs one and returns what it printed.
     *
     * @throws IllegalStateException if it fails, with what it printed
     */
    static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IllegalStateException(command[0] + " ended with " + code + ": " + output);
        }
        return output;
    }
}
