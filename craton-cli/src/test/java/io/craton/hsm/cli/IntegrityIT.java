package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An installation of its own, the file that covers it, and what happens when a byte changes. */
class IntegrityIT {
    /** The time of the first entry in its local header: a JVM does not look at it. */
    private static final int HARMLESS = 10;

    @TempDir Path directory;

    private Path lib;
    private Cli cli;

    @BeforeEach
    void installation() throws IOException {
        lib = Files.createDirectory(directory.resolve("lib"));
        cli = Cli.in(directory.resolve("work"));
    }

    private Result oneJar(String... args) {
        return java(List.of("-jar", lib.resolve("craton-hsm.jar").toString()), args);
    }

    private Result separateJars(String... args) {
        return java(List.of("-cp", lib + "/*", Main.class.getName()), args);
    }

    private Result java(List<String> program, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(program);
        command.addAll(List.of(args));
        return cli.process(command, new byte[0]);
    }

    private static void flip(Path jar) throws IOException {
        byte[] bytes = Files.readAllBytes(jar);
        bytes[HARMLESS] ^= 1;
        Files.write(jar, bytes);
    }

    @Test
    @Tag("S2-2")
    @Tag("S2-37")
    @Tag("S3-1")
    @Tag("S3-2")
    @Tag("S3-4")
    void oneJar_flippedByte_isFoundByTheToolAndByTheNextStart() throws IOException {
        Files.copy(Cli.JAR, lib.resolve("craton-hsm.jar"));
        assertThat(oneJar("integrity", "verify").exits(ExitCode.INTEGRITY).text())
                .contains("not configured");

        oneJar("integrity", "write").done();
        oneJar("integrity", "verify").done();
        oneJar("status").done();

        flip(lib.resolve("craton-hsm.jar"));
        oneJar("integrity", "verify").exits(ExitCode.INTEGRITY);
        for (int start = 0; start < 2; start++) {
            Result refused = oneJar("token", "list");
            assertThat(refused.exits(ExitCode.INTEGRITY).err())
                    .contains("CKR_GENERAL_ERROR", "self-test failed", "module integrity")
                    .contains("craton-hsm.jar is not the file");
        }

        assertThat(oneJar("token", "list", "--json").json().at("/error/return_code").asText())
                .isEqualTo("CKR_GENERAL_ERROR");
        assertThat(oneJar("doctor").exits(ExitCode.FAILED).text())
                .contains("FAILED   Program files", "FAILED   Module");

        flip(lib.resolve("craton-hsm.jar"));
        oneJar("token", "list").done();
    }

    /** What an operator looks for: {@code grep -i self-test}. */
    @Test
    @Tag("S0-40")
    @Tag("S1-23")
    @Tag("S3-2")
    @Tag("S3-3")
    void start_leavesALineAboutTheSelfTestInTheLog() throws IOException {
        Files.copy(Cli.JAR, lib.resolve("craton-hsm.jar"));
        cli.environment("CRATON_HSM_LOG", "info");

        assertThat(oneJar("token", "list").done().err().lines())
                .anyMatch(
                        line ->
                                line.contains("INFO")
                                        && line.contains("self-test passed: 17 of 17"));

        oneJar("integrity", "write").done();
        flip(lib.resolve("craton-hsm.jar"));
        assertThat(oneJar("token", "list").err().lines())
                .anyMatch(
                        line ->
                                line.contains("ERROR")
                                        && line.contains(
                                                "self-test failed: 1 of 17; module integrity"));
    }

    @Test
    @Tag("S2-2")
    @Tag("S3-4")
    void separateJars_flippedByteInAnyOfTheModules_isFound() throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path path = Path.of(entry);
            if (entry.endsWith(".jar") && Files.isRegularFile(path)) {
                Files.copy(path, lib.resolve(path.getFileName().toString()));
            }
        }
        separateJars("integrity", "write").done();
        separateJars("token", "list").done();

        for (String module :
                new String[] {
                    "craton-api",
                    "craton-config",
                    "craton-engine",
                    "craton-core",
                    "craton-store",
                    "craton-audit"
                }) {
            Path jar = only(module);
            flip(jar);
            assertThat(separateJars("token", "list").err())
                    .contains("CKR_GENERAL_ERROR", jar.getFileName() + " is not the file");
            flip(jar);
        }
        Files.delete(only("craton-engine"));
        assertThat(separateJars("token", "list").exits(ExitCode.INTEGRITY).err())
                .contains("a file of the program is damaged, missing or of another release")
                .contains("io/craton/hsm/engine/")
                .contains("install the release again")
                .doesNotContain("\tat ");
        assertThat(separateJars("doctor").exits(ExitCode.FAILED).text())
                .contains("  Java  ", "FAILED   Module", "install the release again");
    }

    private Path only(String module) throws IOException {
        try (Stream<Path> jars = Files.list(lib)) {
            return jars.filter(jar -> jar.getFileName().toString().matches(module + "-\\d.*"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    @Tag("S2-2")
    void fipsApprovedOnly_withoutTheFile_isRefused() throws IOException {
        Files.copy(Cli.JAR, lib.resolve("craton-hsm.jar"));
        cli = Cli.in(directory.resolve("fips"), "[algorithms]\nfips_approved_only = true\n");

        assertThat(oneJar("token", "list").exits(ExitCode.FAILED).err())
                .contains("CKR_GENERAL_ERROR", "there is no craton-hsm.hmac", "integrity write")
                .doesNotContain("restore the release's files");

        oneJar("integrity", "write").done();
        oneJar("token", "list").done();
    }
}
