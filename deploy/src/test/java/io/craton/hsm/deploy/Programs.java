package io.craton.hsm.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the operating system, in the directory of this module. */
final class Programs {
    /** Of the module: what is shipped lies here. */
    static final Path DEPLOY = Path.of("").toAbsolutePath();

    private Programs() {}

    /** What a program said and how it ended. */
    record Outcome(int code, String output) {
        /** Its output, when it ended well. */
        String good() {
            assertThat(code).as(output).isZero();
            return output;
        }
    }

    /** Skips the test, with a reason, where a program is not installed. */
    static void require(String program, String debianPackage) {
        boolean found =
                Arrays.stream(System.getenv("PATH").split(":"))
                        .map(directory -> Path.of(directory, program))
                        .anyMatch(Files::isExecutable);
        assumeTrue(
                found,
                program
                        + " is not installed (Debian package "
                        + debianPackage
                        + "): what it judges was not tested");
    }

    /** Skips the test, with a reason, where there is no private root. */
    static void requirePrivateRoot() throws IOException, InterruptedException {
        Outcome outcome = inPrivateRoot("true");
        assumeTrue(
                outcome.code() == 0,
                "no private root can be made here (root and an overlay file system are needed),"
                        + " so nothing was installed: "
                        + outcome.output().strip());
    }

    static Outcome inPrivateRoot(String... command) throws IOException, InterruptedException {
        return run(
                List.of(DEPLOY.resolve("src/test/sh/in-private-root").toString()),
                List.of(command));
    }

    static Outcome run(String... command) throws IOException, InterruptedException {
        return run(List.of(command), List.of());
    }

    private static Outcome run(List<String> program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(DEPLOY.toFile()).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException(program + " goes on after ten minutes: " + output);
        }
        return new Outcome(process.exitValue(), output);
    }
}
