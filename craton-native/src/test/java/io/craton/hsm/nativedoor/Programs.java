package io.craton.hsm.nativedoor;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        require(find(program), "there is no " + program + " here");
    }

    /** The same for a command that has to succeed. */
    static void requireRight(Path directory, List<String> command, String reason)
            throws IOException, InterruptedException {
        require(run(directory, Map.of(), command).exitCode() == 0, reason);
    }

    /** The same for a file of a package of the host. */
    static void requireFile(String file, String ofPackage) {
        require(Files.exists(Path.of(file)), "there is no " + ofPackage + " here");
    }

    /**
     * The sources of a package of the host's distribution, as their authors published them; fetched
     * once into {@code target/foreign}. Where they cannot be had the test is left out.
     */
    static Path source(String ofPackage) throws IOException, InterruptedException {
        require("apt-get");
        Path to = NativeLibrary.MODULE.resolve("target/foreign").resolve(ofPackage);
        if (unpacked(to, ofPackage).isEmpty()) {
            Files.createDirectories(to);
            String script = NativeLibrary.MODULE.resolve("src/test/programs/source.sh").toString();
            Result result = run(to, Map.of(), List.of("sh", script, ofPackage));
            require(
                    result.exitCode() == 0,
                    "the sources of " + ofPackage + " cannot be had here: " + result.output());
        }
        return unpacked(to, ofPackage).orElseThrow();
    }

    private static Optional<Path> unpacked(Path in, String ofPackage) throws IOException {
        if (!Files.isDirectory(in)) {
            return Optional.empty();
        }
        try (var files = Files.list(in)) {
            return files.filter(Files::isDirectory)
                    .filter(file -> file.getFileName().toString().startsWith(ofPackage + "-"))
                    .findFirst();
        }
    }

    private static void require(boolean there, String reason) {
        if (!there) {
            System.out.println("left out: " + reason);
        }
        assumeTrue(there, reason);
    }

    private static boolean find(String program) {
        for (String directory : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }

    /** Runs one to its end, for at most eight minutes. */
    static Result run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("program", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(8, TimeUnit.MINUTES)) {
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
