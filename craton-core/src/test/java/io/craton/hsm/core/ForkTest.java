package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.core.process.ProcessGuard;
import io.craton.hsm.engine.memory.LibC;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real fork of a process that embeds a JVM; needs a C compiler and the headers of a JDK. */
class ForkTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final String REFUSED = "CKR_CRYPTOKI_NOT_INITIALIZED";

    @TempDir static Path directory;

    private static Path program;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "forks are tested on Linux");
        assumeTrue(onPath("cc"), "no C compiler (cc)");
        assumeTrue(
                Files.exists(JAVA_HOME.resolve("include/jni.h")), "this Java runtime has no jni.h");
        Path source = directory.resolve("fork.c");
        try (var in = Objects.requireNonNull(ProcessGuard.class.getResourceAsStream("fork.c"))) {
            Files.copy(in, source);
        }
        program = directory.resolve("fork");
        String built =
                run(
                        "cc",
                        "-O1",
                        "-o",
                        program.toString(),
                        "-I" + JAVA_HOME.resolve("include"),
                        "-I" + JAVA_HOME.resolve("include/linux"),
                        source.toString(),
                        "-ldl");
        assertThat(program).as(built).exists();
    }

    /**
     * In the interpreter: at the moment of a fork a compiler thread of the JVM may hold one of the
     * JVM's own locks, which then stays locked in the child.
     */
    @Test
    @Tag("S3-22")
    @Tag("S3-23")
    @Tag("S3-24")
    @Tag("S4-35")
    void child_isRefusedByTheInheritedModule_andOpensItsOwn() throws Exception {
        String output = forked("-Dreopen=true", "-Xint");

        String[] child = line(output, "child").split(" ");
        assertThat(child).hasSize(8).endsWith("recorded", "1");
        assertThat(Arrays.copyOf(child, 3)).containsOnly(REFUSED);
        assertThat(child[3]).isEqualTo("reopened");
        assertThat(child[5])
                .as("the inherited session, after the child opened its own module")
                .isEqualTo(REFUSED);
        assertThat(line(output, "status")).isEqualTo("0");
        assertThat(line(output, "after")).endsWith(" CKS_RW_USER_FUNCTIONS");
        String parent = line(output, "after").split(" ")[0];
        assertThat(List.of(line(output, "before"), child[4], parent)).doesNotHaveDuplicates();
    }

    /**
     * With compiled code, with a way to the C library and without. The JVM itself may lose such a
     * child, so a few are tried: one has to answer, and none may be let in.
     */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "off"})
    @Tag("S3-22")
    void child_ofACompilingJvm_isNeverLetIn(String nativeSetting) throws Exception {
        for (int i = 0; i < 8; i++) {
            String output =
                    forked(
                            "-D" + LibC.PROPERTY + "=" + nativeSetting,
                            "-Dreopen=false",
                            "-Dseconds=15");
            assertThat(output).doesNotContain("child CKR_OK").contains(" CKS_RW_USER_FUNCTIONS");
            if (output.contains("child " + REFUSED + " " + REFUSED + " " + REFUSED)) {
                return;
            }
        }
        throw new AssertionError("no child answered");
    }

    private static String line(String output, String name) {
        return output.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + name + " in:\n" + output));
    }

    private static String forked(String... options) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                program.toString(),
                                libjvm().toString(),
                                classPath(),
                                ForkScenario.class.getName().replace('.', '/')));
        // A heap that is never collected: the collector's threads are not there in the child.
        command.addAll(List.of("-Xms256m", "-Xmn200m", "-XX:+UseSerialGC"));
        command.addAll(List.of(options));
        return run(command.toArray(String[]::new));
    }

    private static Path libjvm() {
        return JAVA_HOME.resolve("lib/server/libjvm.so");
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        return Arrays.stream(command).limit(1).collect(Collectors.joining()) + "\n" + output;
    }
}
