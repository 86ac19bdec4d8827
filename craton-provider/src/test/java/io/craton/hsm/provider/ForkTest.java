package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The provider in a process that embeds a JVM and forks; needs a C compiler and a JDK's headers.
 */
class ForkTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Path SOURCE =
            Path.of("../craton-core/src/test/resources/io/craton/hsm/core/process/fork.c");
    private static final String REFUSED = "CKR_CRYPTOKI_NOT_INITIALIZED";

    @TempDir Path directory;

    @Test
    @Tag("S3-22")
    @Tag("S3-23")
    @Tag("S3-24")
    void child_isRefusedByTheInheritedProvider_andInstallsItsOwn() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "forks are tested on Linux");
        assumeTrue(onPath("cc"), "no C compiler (cc)");
        assumeTrue(
                Files.exists(JAVA_HOME.resolve("include/jni.h")), "this Java runtime has no jni.h");
        Path program = directory.resolve("fork");
        String built =
                run(
                        "cc",
                        "-O1",
                        "-o",
                        program.toString(),
                        "-I" + JAVA_HOME.resolve("include"),
                        "-I" + JAVA_HOME.resolve("include/linux"),
                        SOURCE.toString(),
                        "-ldl");
        assertThat(program).as(built).exists();

        // Interpreted and without a collection: the threads for both are not there in the child.
        String output =
                run(
                        program.toString(),
                        JAVA_HOME.resolve("lib/server/libjvm.so").toString(),
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        ForkScenario.class.getName().replace('.', '/'),
                        "-Xint",
                        "-Xms256m",
                        "-Xmn200m",
                        "-XX:+UseSerialGC");

        String[] child = line(output, "child").split(" ");
        assertThat(child).as(output).hasSize(5);
        assertThat(Arrays.copyOf(child, 3)).as(output).containsOnly(REFUSED);
        assertThat(child[3]).isEqualTo("reopened");
        assertThat(List.of(line(output, "before"), child[4], line(output, "after")))
                .doesNotHaveDuplicates();
    }

    private static String line(String output, String name) {
        return output.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + name + " in:\n" + output));
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
