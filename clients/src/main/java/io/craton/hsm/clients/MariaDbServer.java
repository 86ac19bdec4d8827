package io.craton.hsm.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** MariaDB with a data directory of its own, and a user who has to show the token's certificate. */
public final class MariaDbServer implements AutoCloseable {
    private final TrialPlace place;
    private final String socket;
    private final Process process;

    private MariaDbServer(TrialPlace place, String socket, Process process) {
        this.place = place;
        this.socket = socket;
        this.process = process;
    }

    /** Starts it, and says its port. */
    public static MariaDbServer start(TrialPlace place) throws IOException, InterruptedException {
        String data = place.file("mariadb").toString();
        place.run(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        // Not in the trial's directory: a path to a socket has 107 bytes at most.
        Path home = Path.of(place.run("mktemp", "-d", "--tmpdir", "mariadb-XXXXXX").strip());
        String socket = home.resolve("s").toString();
        int port = TrialPlace.freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                        "mariadbd",
                        "--no-defaults",
                        "--user=root",
                        "--datadir=" + data,
                        "--socket=" + socket,
                        "--bind-address=127.0.0.1",
                        "--port=" + port,
                        "--ssl-ca=" + place.file("ca.pem"),
                        "--ssl-cert=" + place.file("other.pem"),
                        "--ssl-key=" + place.file("other.key"));
        Path log = place.file("mariadb.log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        MariaDbServer server = new MariaDbServer(place, socket, process);
        try {
            server.await();
            server.query("create user someone@localhost require subject '/CN=localhost'");
            server.query("grant all on *.* to someone@localhost");
        } catch (IOException | InterruptedException e) {
            process.destroyForcibly();
            throw e;
        }
        place.say("port", Integer.toString(port));
        return server;
    }

    private void await() throws IOException, InterruptedException {
        Instant end = Instant.now().plusSeconds(60);
        while (true) {
            try {
                query("select 1");
                return;
            } catch (IOException e) {
                if (Instant.now().isAfter(end)) {
                    throw new IOException("MariaDB does not answer; its log is mariadb.log", e);
                }
                Thread.sleep(200);
            }
        }
    }

    /** What a statement answers. */
    public String query(String statement) throws IOException, InterruptedException {
        return place.run(
                "mariadb", "--no-defaults", "--socket=" + socket, "-u", "root", "-Ne", statement);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
            Files.delete(Path.of(socket).getParent());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before MariaDB had stopped", e);
        }
    }
}
