package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A native program where there is no daemon, or not always, or not the right one. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonGoneNativelyTest {
    private static final String NO_TOKEN = "slots 0 1, 0 0, 0 0";

    @TempDir Path directory;

    /** The program, a word at a time. */
    private static final class Talk implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;
        private final Writer words;

        Talk(Map<String, String> environment) throws IOException, InterruptedException {
            Path library = NativeLibrary.build();
            Path program = NativeLibrary.program("daemon_gone", "");
            ProcessBuilder builder = new ProcessBuilder(program.toString(), library.toString());
            builder.environment().putAll(environment);
            process = builder.redirectErrorStream(true).start();
            said =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            words = process.outputWriter(StandardCharsets.UTF_8);
            assertThat(said.readLine()).isEqualTo("initialize 0");
        }

        String ask(String word) throws IOException {
            words.write(word + "\n");
            words.flush();
            return said.readLine();
        }

        /** Lets the program end, which it does well whatever there is. */
        void end() throws IOException {
            words.close();
            assertThat(said.readLine()).isEqualTo("finalize 0");
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void withoutDaemon_thereIsASlotWithoutToken_andItComesLater() throws Exception {
        Map<String, String> place =
                Map.of("CRATON_HSM_SOCKET", directory.resolve("hsm.sock").toString());
        try (Talk talk = new Talk(place)) {
            assertThat(talk.ask("slots")).isEqualTo(NO_TOKEN);
            // CKR_OK without CKF_TOKEN_PRESENT, CKR_TOKEN_NOT_PRESENT, CKR_SLOT_ID_INVALID.
            assertThat(talk.ask("slot")).isEqualTo("slot 0 0, e0, 3, e0");
            assertThat(talk.ask("empty")).isEqualTo("empty 3 0 Craton HSM: no daemon");
            assertThat(talk.ask("call")).isEqualTo("call b3");
            try (NativeDaemon daemon = new NativeDaemon(directory)) {
                daemon.initToken("late");
                assertThat(talk.ask("slots")).isEqualTo("slots 0 1, 0 1, 0 0");
                assertThat(talk.ask("open")).isEqualTo("open 0");
                assertThat(talk.ask("call")).isEqualTo("call 0");
                talk.end();
            }
        }
    }

    @Test
    void killedDaemon_isFoundAgain() throws Exception {
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("gone");
            try (Talk talk = new Talk(daemon.environment())) {
                assertThat(talk.ask("open")).isEqualTo("open 0");
                assertThat(talk.ask("call")).isEqualTo("call 0");
                daemon.kill();
                // CKR_DEVICE_REMOVED twice, then CKR_SESSION_HANDLE_INVALID.
                assertThat(talk.ask("call")).isEqualTo("call 32");
                assertThat(talk.ask("call")).isEqualTo("call 32");
                assertThat(talk.ask("call")).isEqualTo("call b3");
                assertThat(talk.ask("slots")).isEqualTo(NO_TOKEN);
                daemon.start();
                assertThat(talk.ask("call")).isEqualTo("call b3");
                assertThat(talk.ask("open")).isEqualTo("open 0");
                assertThat(talk.ask("call")).isEqualTo("call 0");
                talk.end();
            }
        }
    }

    /** Where others could have put the socket, nothing is sent to it. */
    @Test
    void directoryThatOthersCanWrite_hasNoDaemon() throws Exception {
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("open");
            Path link = Files.createDirectory(directory.resolve("open"));
            Files.createSymbolicLink(link.resolve("hsm.sock"), daemon.socket());
            Map<String, String> place =
                    Map.of("CRATON_HSM_SOCKET", link.resolve("hsm.sock").toString());
            Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("rwxrwx---"));
            try (Talk talk = new Talk(place)) {
                assertThat(talk.ask("slots")).isEqualTo(NO_TOKEN);
            }
            Files.setPosixFilePermissions(link, PosixFilePermissions.fromString("rwxr-x---"));
            try (Talk talk = new Talk(place)) {
                assertThat(talk.ask("slots")).isEqualTo("slots 0 1, 0 1, 0 0");
            }
        }
    }

    @Test
    void fileOfJavaPrograms_saysWhereTheDaemonIs() throws Exception {
        try (NativeDaemon daemon = new NativeDaemon(directory)) {
            daemon.initToken("file");
            Path file = directory.resolve("client.toml");
            Files.writeString(
                    file,
                    "[token]\ntarget = \"unix:/nowhere\"\n[client]\n  target = \"unix:"
                            + daemon.socket()
                            + "\" # ours\n");
            try (Talk talk = new Talk(Map.of("CRATON_HSM_CONFIG", file.toString()))) {
                assertThat(talk.ask("slots")).isEqualTo("slots 0 1, 0 1, 0 0");
            }
        }
    }
}
