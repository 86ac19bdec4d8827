package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.WireFunction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL under load, again and again: what was acknowledged is there afterwards. */
@Tag("campaign")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledDaemonTest {
    private static final byte[] SO_PIN = "officer-1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] USER_PIN = "user-pin-1".getBytes(StandardCharsets.UTF_8);
    private static final int ROUNDS = 10;
    private static final int CLIENTS = 4;

    @TempDir Path directory;
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private Process process;

    @Test
    void whatWasAcknowledged_isThere() throws Exception {
        start();
        initToken();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                killUnderLoad(round);
                start();
                assertThat(labels()).containsAll(acknowledged);
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(acknowledged).hasSizeGreaterThan(ROUNDS * CLIENTS);
    }

    private void killUnderLoad(int round) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        for (int i = 0; i < CLIENTS; i++) {
            String prefix = round + "-" + i + "-";
            pool.submit(() -> write(prefix));
        }
        TimeUnit.MILLISECONDS.sleep(1_000 + 137L * round);
        process.destroyForcibly().waitFor();
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    private Void write(String prefix) throws IOException {
        try (TestClient client = client()) {
            long session = login(client, UserType.CKU_USER, USER_PIN);
            for (int i = 0; true; i++) {
                client.call(WireFunction.CREATE_OBJECT, session, data(prefix + i));
                acknowledged.add(prefix + i);
            }
        }
    }

    private static Template data(String label) {
        return Template.builder()
                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                .set(AttributeType.CKA_TOKEN, true)
                .set(AttributeType.CKA_LABEL, label)
                .build();
    }

    private Set<String> labels() throws IOException {
        Set<String> labels = new HashSet<>();
        try (TestClient client = client()) {
            long session = login(client, UserType.CKU_USER, USER_PIN);
            Template all = Template.builder().set(AttributeType.CKA_TOKEN, true).build();
            Object found = client.call(WireFunction.FIND_ALL_OBJECTS, session, all);
            for (Object object : (List<?>) found) {
                Template label =
                        (Template)
                                client.call(
                                        WireFunction.ATTRIBUTE,
                                        0,
                                        session,
                                        (ObjectHandle) object,
                                        AttributeType.CKA_LABEL);
                labels.add(label.get(AttributeType.CKA_LABEL));
            }
        }
        return labels;
    }

    private void initToken() throws IOException {
        try (TestClient client = client()) {
            client.call(WireFunction.INIT_TOKEN, 0, SO_PIN.clone(), "token");
            long session = login(client, UserType.CKU_SO, SO_PIN);
            client.call(WireFunction.INIT_PIN, session, USER_PIN.clone());
        }
    }

    private static long login(TestClient client, UserType user, byte[] pin) throws IOException {
        long session = (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
        try {
            client.call(WireFunction.LOGIN_OF_SESSION, session, user, pin.clone());
        } catch (HsmException e) {
            throw new AssertionError(e);
        }
        return session;
    }

    private TestClient client() throws IOException {
        return TestClient.open(directory.resolve("s"));
    }

    private void start() throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        """
                        [token]
                        storage_path = "store"
                        [audit]
                        log_path = "audit.jsonl"
                        [security]
                        pbkdf2_iterations = 100000
                        [daemon]
                        bind_unix = "s"
                        """);
        Path said = directory.resolve("said");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("io.craton.hsm.daemon.DaemonMain", file.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        process = builder.redirectErrorStream(true).redirectOutput(said.toFile()).start();
        while (!Files.readString(said).contains("serves at")) {
            assertThat(process.isAlive()).as(Files.readString(said)).isTrue();
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }
}
