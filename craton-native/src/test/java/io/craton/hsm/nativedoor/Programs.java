package io.craton.hsm.nativedoor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the host: the compiler, and those that load the library. */
final class Programs {
    private Programs() {}

    /**
     * What a program gave.
     *
     * @param exitCode its exit code
     * @param output standard output and standard error
     */
    record Result(int exitCode, String output) {}

    /** Leaves the test out, with a printed reason, if a program is not there. */
    static void require(String program) {
        boolean there = find(program);
        if (!there) {
            System.out.println("left out: there is no " + program + " here");
        }
        assumeTrue(there, () -> "there is no " + program + " here");
    }

    private static boolean find(String program) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs one to its end, for at most two minutes. */
    static Result run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " does not end:\n" + read(output));
            }
            return new Result(process.exitValue(), read(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }

    /** The same, where anything but 0 is a failure; gives the output. */
    static String runWell(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Result result = run(directory, environment, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    command + " ended with " + result.exitCode() + ":\n" + result.output());
        }
        return result.output();
    }
}
