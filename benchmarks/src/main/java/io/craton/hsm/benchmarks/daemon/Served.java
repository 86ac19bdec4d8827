package io.craton.hsm.benchmarks.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A daemon with its defaults, a store and a log among them, and the applications that use it. */
final class Served implements Party {
    private static final char[] SO_PIN = "benchmark-so-pin".toCharArray();
    private static final char[] USER_PIN = "benchmark-pin".toCharArray();
    private static final String PROGRAM = "io.craton.hsm.daemon.DaemonMain";

    /** Iterations matter at a login, and none is measured. */
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
    private final ServerProcess server;
    private final List<Hsm> applications = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();

    private Served(Path directory, ServerProcess server) {
        this.directory = directory;
        this.server = server;
    }

    /**
     * Starts it.
     *
     * @param clients how many applications use it, each with a session
     */
    static Served start(Path directory, int clients) throws IOException {
        Path file = directory.resolve("craton_hsm.toml");
        Files.writeString(file, CONFIGURATION);
        Served served =
                new Served(directory, ServerProcess.start(directory, PROGRAM, file.toString()));
        served.initToken();
        for (int i = 0; i < clients; i++) {
            served.join();
        }
        return served;
    }

    private Hsm open() {
        Path socket = directory.resolve("hsm.sock");
        return Hsm.open(HsmConfig.builder().set(ConfigKey.CLIENT_TARGET, "unix:" + socket).build());
    }

    private void initToken() {
        try (Hsm hsm = open()) {
            hsm.slot(0).initToken(SO_PIN, "Benchmark");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN);
                session.initPin(USER_PIN);
            }
        }
    }

    private void join() {
        Hsm application = open();
        applications.add(application);
        Session session = application.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, USER_PIN);
        sessions.add(session);
    }

    @Override
    public List<Runnable> callers(ServedCall call, int clients) {
        return sessions.stream().limit(clients).map(call::of).toList();
    }

    @Override
    public ServerProcess server() {
        return server;
    }

    @Override
    public void close() {
        applications.forEach(Hsm::close);
        server.close();
    }
}
