package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A daemon in a process of its own, with a store in a directory. */
final class NativeDaemon implements AutoCloseable {
    static final char[] SO_PIN = "officer-1".toCharArray();
    static final char[] USER_PIN = "user-pin-1".toCharArray();

    static final String CONFIGURATION =
            """
            [token]
            storage_path = "store"
            [audit]
            log_path = "audit.jsonl"
            [security]
            pbkdf2_iterations = 100000
            [daemon]
            bind_unix = "hsm.sock"
            """;

    /**
     * One that permits what old programs and tests ask for, has a second, empty slot and room for
     * many sessions.
     */
    static final String OLD_PERMITTED =
            """
            [token]
            storage_path = "store"
            slot_count = 2
            uninitialized = "present"
            [audit]
            log_path = "audit.jsonl"
            [security]
            pbkdf2_iterations = 100000
            pin_min_length = 4
            [algorithms]
            allow_weak_rsa = true
            allow_sha1_signing = true
            allow_des3 = true
            allow_unauthenticated_wrap = true
            [daemon]
            bind_unix = "hsm.sock"
            """;

    private final Path directory;
    private Process process;
    private BufferedReader said;

    NativeDaemon(Path directory) throws IOException {
        this(directory, CONFIGURATION);
    }

    /**
     * One with a configuration of its own.
     *
     * @param configuration with the socket {@code hsm.sock}
     */
    NativeDaemon(Path directory, String configuration) throws IOException {
        this.directory = directory;
        Path file = directory.resolve("craton_hsm.toml");
        Files.writeString(file, configuration);
        start();
    }

    /** Starts it, and waits until it serves. */
    void start() throws IOException {
        process = run(directory, directory.resolve("craton_hsm.toml").toString());
        said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains("serves at")) {
                return;
            }
        }
        throw new AssertionError("the daemon did not begin to serve:\n" + all);
    }

    /** The program with these arguments, in a directory. */
    static Process run(Path directory, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.craton.hsm.daemon.DaemonMain");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        return builder.redirectErrorStream(true).start();
    }

    Path socket() {
        return directory.resolve("hsm.sock");
    }

    /** What a program needs to find it. */
    Map<String, String> environment() {
        return Map.of("CRATON_HSM_SOCKET", socket().toString());
    }

    /** Another application of this process. */
    Hsm open() {
        return Hsm.open(
                HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, "unix:" + socket()).build());
    }

    /** Gives it a token with {@link #SO_PIN} and {@link #USER_PIN}. */
    void initToken(String label) {
        try (Hsm hsm = open()) {
            hsm.slot(0).initToken(SO_PIN, label);
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN);
                session.initPin(USER_PIN);
            }
        }
    }

    /** Its process. */
    long pid() {
        return process.pid();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
