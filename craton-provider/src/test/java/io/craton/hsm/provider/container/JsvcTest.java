package io.craton.hsm.provider.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real pre-forking starter: Debian's {@code jsvc}, whose controller forks a process for each
 * start of the service and makes the JVM there.
 */
@Tag("S3-24")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JsvcTest {
    private static final Path JSVC = Path.of("/usr/bin/jsvc");
    private static final Path COMMONS_DAEMON = Path.of("/usr/share/java/commons-daemon.jar");

    @TempDir Path path;

    private ServerDirectory directory;
    private Process controller;

    @BeforeEach
    void token() throws IOException {
        assumeTrue(Files.isExecutable(JSVC), "no jsvc (Debian's package jsvc)");
        assumeTrue(Files.exists(COMMONS_DAEMON), "no commons-daemon.jar beside jsvc");
        directory = ServerDirectory.create(path);
    }

    @AfterEach
    void endWhatIsLeft() throws IOException {
        if (controller != null && controller.isAlive()) {
            controller.descendants().forEach(ProcessHandle::destroyForcibly);
            controller.destroyForcibly();
        }
    }

    @Test
    void service_startedAndStopped_opensInTheForkedProcessAndGivesTheTokenBack() throws Exception {
        controller = jsvc();
        String served = serving(1);

        stop();

        assertThat(journal()).last().isEqualTo("stopped " + served.split(" ")[0]);
        directory.assertStoreIsFree();
    }

    /** The controller ends the service and forks the next one, a minute after the first. */
    @Test
    @Tag("campaign")
    void service_restarted_hasItsOwnModuleEachTime() throws Exception {
        controller = jsvc();
        String[] first = serving(1).split(" ");

        new ProcessBuilder("kill", "-HUP", Long.toString(controller.pid())).start().waitFor();
        String[] second = serving(3).split(" ");

        assertThat(journal().get(1)).isEqualTo("stopped " + first[0]);
        assertThat(second[0]).as("process").isNotEqualTo(first[0]);
        assertThat(second[1]).as("random numbers").isNotEqualTo(first[1]);
        stop();
        directory.assertStoreIsFree();
    }

    @Test
    void wrongPin_keepsTheServiceFromStarting() throws Exception {
        directory.writePrivate("pin", "wrong-pin\n");

        controller = jsvc();
        assertThat(controller.waitFor(2, TimeUnit.MINUTES)).as(log()).isTrue();

        assertThat(controller.exitValue()).isNotZero();
        assertThat(journal()).isEmpty();
        assertThat(log()).contains("CKR_PIN_INCORRECT").doesNotContain("wrong-pin");
        directory.assertStoreIsFree();
    }

    private Process jsvc() throws IOException {
        return new ProcessBuilder(
                        JSVC.toString(),
                        "-nodetach",
                        "-home",
                        System.getProperty("java.home"),
                        "-cp",
                        COMMONS_DAEMON + File.pathSeparator + classPath(),
                        "-pidfile",
                        directory.file("pid"),
                        "-outfile",
                        directory.file("log"),
                        "-errfile",
                        "&1",
                        "-Xmx256m",
                        "-Dcraton.hsm.home=" + path,
                        JsvcService.class.getName(),
                        directory.file("craton_hsm.toml"),
                        directory.file("pin"),
                        directory.file("journal"))
                .redirectErrorStream(true)
                .redirectOutput(path.resolve("out").toFile())
                .start();
    }

    /** Waits for so many lines; the last one names the process that serves and what it drew. */
    private String serving(int lines) throws Exception {
        for (int i = 0; i < 1_800 && journal().size() < lines && controller.isAlive(); i++) {
            Thread.sleep(100);
        }
        assertThat(journal()).as(log()).hasSize(lines).last().asString().startsWith("serving ");
        String served = journal().get(lines - 1).substring("serving ".length());
        assertThat(parentOf(served.split(" ")[0])).as("forked by").isEqualTo(controller.pid());
        return served;
    }

    private void stop() throws Exception {
        controller.destroy();
        assertThat(controller.waitFor(2, TimeUnit.MINUTES)).as(log()).isTrue();
    }

    private List<String> journal() throws IOException {
        Path file = path.resolve("journal");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private String log() throws IOException {
        Path file = path.resolve("log");
        return Files.exists(file)
                ? Files.readString(file, StandardCharsets.UTF_8)
                : Files.readString(path.resolve("out"), StandardCharsets.UTF_8);
    }

    private static long parentOf(String id) throws IOException {
        return Files.readAllLines(Path.of("/proc", id, "status")).stream()
                .filter(line -> line.startsWith("PPid:"))
                .mapToLong(line -> Long.parseLong(line.substring(5).strip()))
                .findFirst()
                .orElseThrow();
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
