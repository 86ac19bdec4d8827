package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What programs do to a library that they have loaded, without meaning it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ProgramLifeTest {
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "close-descriptors",
                "close-output",
                "unload",
                "cancel-threads",
                "use-up-descriptors",
                "stop-daemon",
                "fill-queue"
            })
    void program_isNotDisturbed_andDisturbsNobody(String what) throws Exception {
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("program_life", "");
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("life");
            List<String> command =
                    List.of(
                            program.toString(),
                            library.toString(),
                            what,
                            Long.toString(daemon.pid()));
            assertThat(Programs.runWell(directory, daemon.environment(), command)).isEmpty();
        }
    }

    /** A path that no socket can have is no reason to look at the next place. */
    @Test
    void pathThatIsTooLong_isNoDaemon() throws Exception {
        Path library = NativeLibrary.build();
        Path program = NativeLibrary.program("daemon_gone", "");
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("elsewhere");
            Path file = directory.resolve("client.toml");
            Files.writeString(file, "[client]\ntarget = \"unix:" + daemon.socket() + "\"\n");
            Path words = Files.writeString(directory.resolve("words"), "slots\n");
            List<String> command =
                    List.of("sh", "-c", program + " " + library + " < " + words + " 2>&1");
            Map<String, String> there = Map.of("CRATON_HSM_CONFIG", file.toString());
            assertThat(Programs.runWell(directory, there, command)).contains("slots 0 1, 0 1, 0 0");
            Map<String, String> nowhere =
                    Map.of(
                            "CRATON_HSM_CONFIG",
                            file.toString(),
                            "CRATON_HSM_SOCKET",
                            "/" + "long".repeat(50),
                            "CRATON_HSM_DEBUG",
                            "1");
            assertThat(Programs.runWell(directory, nowhere, command))
                    .contains("slots 0 1, 0 0, 0 0")
                    .contains("longer than the path of a socket can be: /longlong");
        }
    }
}
