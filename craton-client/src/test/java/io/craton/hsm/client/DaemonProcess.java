package io.craton.hsm.client;

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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A daemon in a process of its own, with a store in a directory. */
final class DaemonProcess implements AutoCloseable {
    static final char[] SO_PIN = "officer-1".toCharArray();
    static final char[] USER_PIN = "user-pin-1".toCharArray();

    private static final String CONFIGURATION =
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

    private static final String AT_A_PORT =
            """
            bind = "%s"
            allow_insecure = true
            [[daemon.client]]
            user = "tcp:insecure"
            rights = "admin"
            """;

    private final Path directory;
    private final String target;
    private final List<String> options;
    private Process process;
    private BufferedReader said;

    /**
     * Starts it.
     *
     * @param options of its virtual machine, besides
     */
    DaemonProcess(Path directory, String... options) throws IOException {
        this(directory, "unix:" + directory.resolve("hsm.sock"), CONFIGURATION, List.of(options));
    }

    private DaemonProcess(Path directory, String target, String configuration, List<String> options)
            throws IOException {
        this.directory = directory;
        this.target = target;
        this.options = options;
        Files.writeString(directory.resolve("craton_hsm.toml"), configuration);
        start();
    }

    /** One that is reached by gRPC, without TLS. */
    static DaemonProcess onTheNetwork(Path directory) throws IOException {
        String address = "127.0.0.1:" + freePort();
        String configuration = CONFIGURATION + AT_A_PORT.formatted(address);
        return new DaemonProcess(directory, address, configuration, List.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it, and waits until it serves. */
    void start() throws IOException {
        process = run(directory, options, directory.resolve("craton_hsm.toml").toString());
        said =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains("serves at") && !line.contains("another process")) {
                return;
            }
        }
        throw new AssertionError("the daemon did not begin to serve:\n" + all);
    }

    /** The program with these arguments, in a directory. */
    static Process run(Path directory, String... arguments) throws IOException {
        return run(directory, List.of(), arguments);
    }

    private static Process run(Path directory, List<String> options, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(options);
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

    Path auditLog() {
        return directory.resolve("audit.jsonl");
    }

    /** Another application of this process. */
    Hsm open() {
        return open(config -> config);
    }

    /** Where programs find it. */
    String target() {
        return target;
    }

    /** What the audit log says of who calls from here. */
    String inTheLog() {
        return target.startsWith("unix:")
                ? "\"client\":\"user %s\",\"peer\":\"unix socket, process %d"
                        .formatted(System.getProperty("user.name"), ProcessHandle.current().pid())
                : "\"client\":\"insecure\",\"peer\":\"tcp 127.0.0.1\"";
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

    /** Another application, with these settings beside. */
    Hsm open(UnaryOperator<HsmConfig.Builder> settings) {
        HsmConfig.Builder config =
                HsmConfig.builder()
                        .set(ConfigKey.CLIENT_TARGET, target)
                        .set(ConfigKey.CLIENT_ALLOW_INSECURE, true);
        return Hsm.open(settings.apply(config).build());
    }

    /** Sends it a signal, such as STOP. */
    void signal(String name) throws Exception {
        String number = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", "-" + name, number).start().waitFor()).isZero();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM; gives the exit code. */
    int end() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
