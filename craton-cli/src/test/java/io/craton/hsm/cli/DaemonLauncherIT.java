package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon's launchers, with the real jar. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonLauncherIT {
    private static final Path BIN = Path.of("..", "bin").toAbsolutePath().normalize();

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"craton-hsm-daemon", "cratond", "linked"})
    void launcher_serves_andEndsWithZero(String name) throws Exception {
        Path said = directory.resolve("said");
        Process daemon = start(name, said);
        try {
            until(said, "INFO  DaemonMain: " + name + " serves at " + directory.resolve("s"));
            daemon.destroy();
            assertThat(daemon.waitFor()).isZero();
        } finally {
            daemon.destroyForcibly();
        }
        assertThat(said).content().contains(name + " ends");
    }

    private Process start(String name, Path said) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"), "[daemon]\nbind_unix = \"s\"\n");
        Path script = BIN.resolve(name);
        if (name.equals("linked")) {
            script =
                    Files.createSymbolicLink(
                            directory.resolve(name), BIN.resolve("craton-hsm-daemon"));
        }
        ProcessBuilder builder = new ProcessBuilder(script.toString(), "--config", file.toString());
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
    }

    private static void until(Path file, String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!Files.readString(file).contains(words)) {
            assertThat(System.nanoTime()).as(Files.readString(file)).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
