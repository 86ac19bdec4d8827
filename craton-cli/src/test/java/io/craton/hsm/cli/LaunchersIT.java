package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts in {@code bin/} and the one at the root of the source tree. */
class LaunchersIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void java() throws IOException {
        cli = Cli.in(directory.resolve("work"));
        cli.environment("JAVA_HOME", System.getProperty("java.home"));
    }

    private Result run(Path script, String... arguments) {
        List<String> command = new java.util.ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return cli.process(command, new byte[0]);
    }

    @Test
    void launchers_runTheJarOfTheSourceTreeUnderTheNameThatWasTyped() {
        for (String name : List.of("craton-hsm-admin", "craton-admin")) {
            Path script = ROOT.resolve("bin").resolve(name);

            assertThat(run(script, "token", "init", "--help").done().text())
                    .startsWith("Usage: " + name + " token init ");
        }
        assertThat(run(ROOT.resolve("bin/craton-hsm-admin"), "token", "info").done().text())
                .contains("Initialized:   no");
        assertThat(
                        run(
                                        ROOT.resolve("bin/craton-admin"),
                                        "token",
                                        "init",
                                        "--label",
                                        "t",
                                        "--pin",
                                        Cli.SO_PIN)
                                .done()
                                .text())
                .contains("initialized");
        assertThat(cli.path("craton_hsm_store")).isDirectory();
    }

    @Test
    void launcher_behindALinkAndBesideItsJar_findsIt() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("opt/craton hsm/lib"));
        Path bin = Files.createDirectories(directory.resolve("opt/craton hsm/bin"));
        Files.copy(Cli.JAR, lib.resolve("craton-hsm.jar"));
        Path script =
                Files.copy(ROOT.resolve("bin/craton-hsm-admin"), bin.resolve("craton-hsm-admin"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path link = Files.createSymbolicLink(directory.resolve("hsm"), script);

        assertThat(run(link, "random", "--help").done().text()).startsWith("Usage: hsm random ");
    }

    @Test
    void launcher_withoutAJar_isOneSentence() throws IOException {
        Path script = Files.copy(ROOT.resolve("bin/craton-hsm-admin"), directory.resolve("lonely"));
        assertThat(script.toFile().setExecutable(true)).isTrue();

        assertThat(run(script, "status").exits(ExitCode.FAILED).err())
                .startsWith("lonely: there is no craton-hsm.jar")
                .hasLineCount(1);
    }

    @Test
    void scripts_withAWrongJavaHome_areOneSentence() {
        cli.environment("JAVA_HOME", "/nowhere");

        for (String script : List.of("craton", "bin/craton-hsm-admin", "bin/craton-admin")) {
            assertThat(run(ROOT.resolve(script), "status").exits(ExitCode.FAILED).err())
                    .contains("JAVA_HOME is /nowhere, which has no bin/java")
                    .hasLineCount(1);
        }
    }

    @Test
    void craton_withAWrongFuzzer_listsThemWithoutABuild() {
        Result result = run(ROOT.resolve("craton"), "fuzz", "nope").exits(ExitCode.USAGE);

        assertThat(result.err()).contains("there is no fuzzer 'nope'", "Names: attributes");
    }

    @Test
    void completion_isUnderstoodByBash() {
        List<String> bash =
                List.of(
                        "bash",
                        "-euc",
                        "source /dev/stdin; complete -p craton-hsm-admin",
                        "craton-hsm-admin");
        byte[] script = run(ROOT.resolve("bin/craton-hsm-admin"), "completion").done().out();

        assertThat(cli.process(bash, script).done().text()).contains("craton-hsm-admin");
    }

    /** An archive of the classes is code: Java is given one that only its owner could have made. */
    @Test
    void launcher_startsFromAnArchiveThatNobodyElseCanWrite() throws IOException {
        Path lib = Files.createDirectories(directory.resolve("opt/lib"));
        Path bin = Files.createDirectories(directory.resolve("opt/bin"));
        Path jar = Files.copy(Cli.JAR, lib.resolve("craton-hsm.jar"));
        Path script =
                Files.copy(ROOT.resolve("bin/craton-hsm-admin"), bin.resolve("craton-hsm-admin"));
        assertThat(script.toFile().setExecutable(true)).isTrue();

        run(script, "integrity", "archive").done();

        Path archive = lib.resolve("craton-hsm.jsa");
        assertThat(Files.getPosixFilePermissions(archive))
                .isEqualTo(PosixFilePermissions.fromString("r--r--r--"));
        assertThat(Files.readString(lib.resolve("craton-hsm.hmac"))).contains("  craton-hsm.jsa");
        run(script, "integrity", "verify").done();
        assertThat(usesArchive(script)).isTrue();
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(usesArchive(script)).as("its group could have written it").isFalse();
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("r--r--r--"));
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(usesArchive(script)).as("the jar is newer").isFalse();
    }

    private boolean usesArchive(Path script) {
        cli.environment("CRATON_HSM_JAVA_OPTS", "-Xlog:class+load:stderr");
        try {
            Result version = run(script, "--version").done();
            return (version.text() + version.err()).contains("shared objects file (top)");
        } finally {
            cli.withoutEnvironment("CRATON_HSM_JAVA_OPTS");
        }
    }
}
