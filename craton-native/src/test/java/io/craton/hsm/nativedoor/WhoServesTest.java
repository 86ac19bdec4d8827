package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** To whom a native program speaks, with users of the host; only root can be several of them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WhoServesTest {
    private static final String SOMEBODY = "61801";
    private static final String SOMEBODY_ELSE = "61802";
    private static final String NO_TOKEN = "slots 0 1, 0 0, 0 0";

    /** What the hello has, and what the mark of this test. */
    private static final String HELLO = "8 bytes";

    private static final String MARK = "1 bytes";
    private static final String NOTHING = "0 bytes";

    @TempDir Path directory;

    private Path sockets;
    private Path socket;
    private Path library;
    private Path program;

    @BeforeEach
    void everybodyCanReadTheFiles() throws Exception {
        boolean isRoot = "root".equals(System.getProperty("user.name"));
        if (!isRoot) {
            System.out.println("left out: only root can be several users");
        }
        assumeTrue(isRoot, "only root can be several users");
        Programs.require("setpriv");
        permit(directory, "rwxr-xr-x");
        library = Files.copy(NativeLibrary.build(), directory.resolve("libcraton_hsm.so"));
        program = Files.copy(NativeLibrary.program("daemon_gone", ""), directory.resolve("user"));
        sockets = Files.createDirectory(directory.resolve("run"));
        socket = sockets.resolve("hsm.sock");
        permit(sockets, "rwxr-xr-x");
        permit(program, "rwxr-xr-x");
        permit(library, "rwxr-xr-x");
    }

    /** Decision B53: who is neither root nor oneself nor the user that is named gets no byte. */
    @Test
    void socketOfAnotherUser_getsNoByte() throws Exception {
        own(sockets, SOMEBODY);
        try (Listener listener = new Listener(SOMEBODY)) {
            // The directory is that user's: there is not even a connection.
            assertThat(slots(SOMEBODY_ELSE, socketVariable())).isEqualTo(NO_TOKEN);
            assertThat(listener.heard()).isEmpty();
            own(sockets, "0");
            assertThat(slots(SOMEBODY_ELSE, socketVariable())).isEqualTo(NO_TOKEN);
            assertThat(listener.heard()).containsOnly(NOTHING);
            assertThat(slots("0", socketVariable())).isEqualTo(NO_TOKEN);
            assertThat(listener.heard()).containsOnly(NOTHING);
            assertThat(slots(SOMEBODY, socketVariable())).isEqualTo(NO_TOKEN);
            assertThat(listener.heard()).containsOnly(HELLO);
        }
    }

    /** {@code client.peer_user}, as for programs in Java. */
    @Test
    void userThatTheFileNames_isSpokenTo() throws Exception {
        Path file = directory.resolve("client.toml");
        Map<String, String> configuration = Map.of("CRATON_HSM_CONFIG", file.toString());
        String place = "[client]\ntarget = \"unix:" + socket + "\"\npeer_user = \"";
        own(sockets, SOMEBODY);
        try (Listener listener = new Listener(SOMEBODY)) {
            own(sockets, "0");
            Files.writeString(file, place + SOMEBODY_ELSE + "\"\n");
            slots("0", configuration);
            assertThat(listener.heard()).containsOnly(NOTHING);
            Files.writeString(file, place + SOMEBODY + "\"\n");
            slots("0", configuration);
            assertThat(listener.heard()).containsOnly(HELLO);
            own(sockets, SOMEBODY);
            slots("0", configuration);
            assertThat(listener.heard()).containsOnly(HELLO);
        }
    }

    /** There is a slot without a token, which says why; the other calls say that they may not. */
    @Test
    void userWithoutRights_hasASlotWithoutToken() throws Exception {
        String forNobody = NativeDaemon.CONFIGURATION + "client = []\n";
        try (NativeDaemon daemon = new NativeDaemon(directory, forNobody)) {
            daemon.initToken("mine");
            assertThat(slots("0", daemon.environment())).isEqualTo("slots 0 1, 0 1, 0 0");
            assertThat(slots(SOMEBODY, daemon.environment())).isEqualTo(NO_TOKEN);
            Files.writeString(directory.resolve("words"), "slot\nempty\n");
            String command = program + " " + library + " < words";
            String said =
                    Programs.runWell(
                            directory, daemon.environment(), as(SOMEBODY, "sh", "-c", command));
            assertThat(said)
                    .contains("slot 0 0, 200, 200, 200\n")
                    .contains("empty 3 0 Craton HSM: no rights\n");
        }
    }

    /** A set-uid program takes no word from who started it. */
    @Test
    void programWithMoreRights_looksAtNoVariable() throws Exception {
        Path file = directory.resolve("client.toml");
        Files.writeString(file, "[client]\ntarget = \"unix:" + socket + "\"\n");
        permit(file, "rw-r--r--");
        Map<String, String> configuration = Map.of("CRATON_HSM_CONFIG", file.toString());
        try (Listener listener = new Listener("0")) {
            slots(SOMEBODY, socketVariable());
            assertThat(listener.heard()).containsOnly(HELLO);
            slots(SOMEBODY, configuration);
            assertThat(listener.heard()).containsOnly(HELLO);
            own(program, SOMEBODY_ELSE);
            Programs.runWell(directory, Map.of(), List.of("chmod", "u+s", program.toString()));
            assertThat(slots(SOMEBODY, socketVariable())).isEqualTo(NO_TOKEN);
            assertThat(slots(SOMEBODY, configuration)).isEqualTo(NO_TOKEN);
            assertThat(listener.heard()).isEmpty();
        }
    }

    private Map<String, String> socketVariable() {
        return Map.of("CRATON_HSM_SOCKET", socket.toString());
    }

    /** What a program of this user says of the slots. */
    private String slots(String user, Map<String, String> environment) throws Exception {
        String command = program + " " + library + " < words";
        Files.writeString(directory.resolve("words"), "slots\n");
        String said = Programs.runWell(directory, environment, as(user, "sh", "-c", command));
        List<String> lines = said.lines().toList();
        assertThat(lines).hasSize(3);
        return lines.get(1);
    }

    private static List<String> as(String user, String... command) {
        List<String> whole = new ArrayList<>(List.of("setpriv", "--reuid=" + user));
        whole.addAll(List.of("--regid=" + user, "--clear-groups"));
        whole.addAll(List.of(command));
        return whole;
    }

    private void own(Path file, String user) throws Exception {
        Programs.runWell(directory, Map.of(), List.of("chown", user, file.toString()));
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    /** Somebody who listens at the socket. */
    private final class Listener implements AutoCloseable {
        private final Process process;
        private final BufferedReader said;

        Listener(String user) throws Exception {
            Path copy =
                    Files.copy(
                            NativeLibrary.program("listener", ""), directory.resolve("listener"));
            permit(copy, "rwxr-xr-x");
            ProcessBuilder builder =
                    new ProcessBuilder(as(user, copy.toString(), socket.toString()));
            process = builder.redirectErrorStream(true).start();
            said =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            assertThat(said.readLine()).isEqualTo("listens");
        }

        /** What the connections brought that there were since the last question. */
        List<String> heard() throws IOException {
            try (SocketChannel mark = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                mark.write(ByteBuffer.allocate(1));
            }
            List<String> lines = new ArrayList<>();
            for (String line = said.readLine(); !line.equals(MARK); line = said.readLine()) {
                lines.add(line);
            }
            return lines;
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
