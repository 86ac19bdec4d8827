package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.testkit.Logs;
import io.craton.hsm.wire.WireFunction;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a second user of the host may do (decision B52): a process of that user tries it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherUserTest {
    private static final String OTHER = "nobody";
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final byte[] SO_PIN = "officer-1".getBytes();

    @TempDir Path directory;
    private Hsm module;
    private UnixDoor door;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(
                System.getProperty("user.name").equals("root"),
                "only root can start a program as another user, and this build is not root's");
        assumeTrue(Files.isExecutable(SETPRIV), "there is no " + SETPRIV + " (util-linux)");
        // Others may go through to the socket, and make nothing there.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        module = Hsm.open(config().build());
        module.slot(0).initToken(SO_PIN.clone(), "token");
        door = UnixDoor.open(module, directory.resolve("s"));
    }

    private HsmConfig.Builder config() {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .auditLogPath(directory.resolve("audit.jsonl"))
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000);
    }

    @AfterEach
    void close() {
        if (door != null) {
            door.close();
            module.close();
        }
    }

    @Test
    void otherUser_hasTheRightsOfItsRow_andNoOthers() throws Exception {
        assertThat(tried())
                .containsExactly("read CKR_OK", "use CKR_OK", "admin CKR_FUNCTION_REJECTED");
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("\"client\":\"user " + OTHER + "\"")
                .contains("C_InitToken needs the right \\\"admin\\\"");
        permit(OTHER, "read");
        assertThat(tried())
                .containsExactly(
                        "read CKR_OK", "use CKR_FUNCTION_REJECTED", "admin CKR_FUNCTION_REJECTED");
        permit("somebody-else", "admin");
        assertThat(tried()).containsExactly("welcome NOT_PERMITTED");
        String line = "A connection of user " + OTHER + " was refused (1 of all since the last";
        assertThat(Logs.text()).contains(line + " such line): NOT_PERMITTED");
        permit(OTHER, "admin");
        assertThat(tried())
                .containsExactly("read CKR_OK", "use CKR_OK", "admin CKR_SESSION_EXISTS");
        Map<String, Object> elsewhere =
                Map.of("user", OTHER, "rights", "admin", "slots", List.of(1L));
        permit(List.of(elsewhere));
        assertThat(tried()).containsExactly("session CKR_FUNCTION_REJECTED");
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .contains("C_OpenSession is for slot 0, which this user's row");
        permit(List.of());
        assertThat(tried()).containsExactly("welcome NOT_PERMITTED");
        try (TestClient own = TestClient.open(directory.resolve("s"))) {
            own.call(WireFunction.INIT_TOKEN, 0, SO_PIN.clone(), "anew");
        }
    }

    private void permit(String user, String right) {
        permit(List.of(Map.of("user", user, "rights", right)));
    }

    private void permit(List<? extends Map<String, ?>> rows) {
        door.replaceRights(config().set(ConfigKey.DAEMON_CLIENT, rows).build());
    }

    /** What a program of the other user says. */
    private List<String> tried() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                SETPRIV.toString(),
                                "--reuid=" + OTHER,
                                "--regid=65534",
                                "--clear-groups"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(List.of("-cp", classes(), OtherUserClient.class.getName()));
        command.add(directory.resolve("s").toString());
        Path said = directory.resolve("said");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        assertThat(process.waitFor()).as(Files.readString(said)).isZero();
        return Files.readAllLines(said);
    }

    /** Where the other user can read them: the build may be in a place that is root's alone. */
    private String classes() throws Exception {
        Path copy = directory.resolve("classes");
        for (Class<?> type : List.of(Hsm.class, WireFunction.class, OtherUserClient.class)) {
            Path place = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
            copy(place, copy.resolve(type.getSimpleName()));
        }
        try (Stream<Path> made = Files.list(copy)) {
            return String.join(File.pathSeparator, made.map(Path::toString).toList());
        }
    }

    private static void copy(Path from, Path to) throws Exception {
        List<Path> all;
        try (Stream<Path> found = Files.walk(from)) {
            all = found.toList();
        }
        for (Path one : all) {
            Path target = to.resolve(from.relativize(one).toString());
            if (!Files.isDirectory(one) || !Files.exists(target)) {
                Files.createDirectories(target.getParent());
                Files.copy(one, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
