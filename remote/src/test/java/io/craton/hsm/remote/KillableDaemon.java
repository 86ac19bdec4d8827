package io.craton.hsm.remote;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.testkit.Repository;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The daemon as it is installed, in a process that can be killed, with a store in a directory. */
final class KillableDaemon implements AutoCloseable {
    private static final char[] SO_PIN = "so-pin-12345".toCharArray();

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

    private final Path directory;
    private Process process;

    /** Starts it, and waits until it serves. */
    KillableDaemon(Path directory) throws IOException {
        this.directory = directory;
        Files.writeString(directory.resolve("daemon.toml"), CONFIGURATION);
        process = run();
    }

    private Process run() throws IOException {
        Path target = Repository.file("remote/target");
        String classPath = Files.readString(target.resolve("daemon-classpath.txt")).strip();
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "io.craton.hsm.daemon.DaemonMain",
                        directory.resolve("daemon.toml").toString());
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        Process started = builder.redirectErrorStream(true).start();
        awaitService(started);
        return started;
    }

    private static void awaitService(Process started) throws IOException {
        BufferedReader said =
                new BufferedReader(
                        new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains("serves at")) {
                return;
            }
        }
        throw new AssertionError("the daemon did not begin to serve:\n" + all);
    }

    /** What a client's configuration has. */
    HsmConfig client() {
        return HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, target()).build();
    }

    /**
     * A file with that configuration.
     *
     * @param lines what the section has besides
     */
    Path clientFile(String... lines) throws IOException {
        String text = "[client]\ntarget = \"" + target() + "\"\n" + String.join("\n", lines);
        return Files.writeString(directory.resolve("craton_hsm.toml"), text);
    }

    private String target() {
        return "unix:" + directory.resolve("hsm.sock");
    }

    /** Gives it a token. */
    void initToken(char[] userPin) {
        try (Hsm hsm = Hsm.open(client())) {
            hsm.slot(0).initToken(SO_PIN, "Remote");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN);
                session.initPin(userPin);
            }
        }
    }

    /** SIGKILL; waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Another process with the same store. */
    void startAgain() throws IOException {
        process = run();
    }

    /**
     * The class path of a program that has the provider and the client, and nothing of the module.
     */
    static List<Path> applicationClassPath() throws IOException {
        Path file = Repository.file("remote/target/application-classpath.txt");
        String[] entries = Files.readString(file).strip().split(File.pathSeparator);
        return List.of(entries).stream().map(Path::of).toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
