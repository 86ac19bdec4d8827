package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.WireFunction;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The figures of a daemon that works, and what is not in them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ServiceFiguresTest {
    private static final String LABEL = "label-of-a-key";
    private static final String PIN = "user-pin-1";
    private static final String WRONG_PIN = "wrong-pin-1";

    @TempDir Path directory;
    private final Daemon daemon = new Daemon(new Supervisor(Map.of()));
    private int port;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        daemon.open(config("127.0.0.1:" + port));
    }

    private HsmConfig config(String address) {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .auditLogPath(directory.resolve("audit.jsonl"))
                .baseDirectory(directory)
                .set(ConfigKey.TOKEN_UNINITIALIZED, "present")
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                .set(ConfigKey.DAEMON_BIND_UNIX, "s")
                .set(ConfigKey.DAEMON_METRICS_BIND, address)
                .build();
    }

    @AfterEach
    void close() {
        daemon.close();
    }

    @Test
    void figures_areThoseOfTheDoor_andHaveNoSecretAndNoName() throws Exception {
        try (TestClient client = TestClient.open(directory.resolve("s"))) {
            client.call(WireFunction.INIT_TOKEN, 0, bytes("officer-1"), "token-label");
            long session = (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
            client.call(
                    WireFunction.LOGIN_OF_SESSION, session, UserType.CKU_SO, bytes("officer-1"));
            client.call(WireFunction.INIT_PIN, session, bytes(PIN));
            client.call(WireFunction.LOGOUT, session);
            assertThatThrownBy(() -> login(client, session, WRONG_PIN))
                    .isInstanceOf(HsmException.class);
            login(client, session, PIN);
            client.call(
                    WireFunction.GENERATE_KEY,
                    session,
                    Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                    key());
            String figures = read();
            assertThat(figures)
                    .contains("craton_hsm_applications 1.0")
                    .contains("craton_hsm_sessions 1.0")
                    .contains("craton_hsm_connections 1.0")
                    .contains("craton_hsm_module_works 1.0")
                    .contains("craton_hsm_failed_logins_total 1.0")
                    .contains(
                            "craton_hsm_calls_total{code=\"CKR_OK\",function=\"C_GenerateKey\"}"
                                    + " 1.0")
                    .containsPattern("craton_hsm_audit_log_bytes [1-9]")
                    .doesNotContain(LABEL, PIN, WRONG_PIN, "officer-1", "token-label")
                    .doesNotContain(Long.toString(session), System.getProperty("user.name"));
        }
    }

    private static void login(TestClient client, long session, String pin) throws IOException {
        client.call(WireFunction.LOGIN_OF_SESSION, session, UserType.CKU_USER, bytes(pin));
    }

    private static Template key() {
        return Template.builder()
                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY)
                .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_AES)
                .set(AttributeType.CKA_VALUE_LEN, 32L)
                .set(AttributeType.CKA_LABEL, LABEL)
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What cannot be bound is found out, and neither socket nor store is kept. */
    @Test
    void addressThatIsTaken_opensNothing() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        HsmConfig config =
                config("127.0.0.1:" + port).toBuilder()
                        .storagePath(other.resolve("store"))
                        .auditLogPath(other.resolve("audit.jsonl"))
                        .set(ConfigKey.DAEMON_BIND_UNIX, "other/s")
                        .build();
        Daemon second = new Daemon(new Supervisor(Map.of()));
        assertThatThrownBy(() -> second.open(config)).hasMessageContaining("daemon.metrics_bind");
        assertThat(other.resolve("s")).doesNotExist();
        Daemon third = new Daemon(new Supervisor(Map.of()));
        third.open(config.toBuilder().unset(ConfigKey.DAEMON_METRICS_BIND).build());
        third.close();
    }

    private String read() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics")).build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }
}
