package io.craton.hsm.clients;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL with a data directory of its own, that lets in whoever has a certificate of the
 * authority. It does not run as root: there it is the user nobody's.
 */
public final class PostgresServer implements AutoCloseable {
    private final TrialPlace place;
    private final Path home;
    private final int port;

    private PostgresServer(TrialPlace place, Path home, int port) {
        this.place = place;
        this.home = home;
        this.port = port;
    }

    /** Starts it, and says its port. */
    public static PostgresServer start(TrialPlace place) throws IOException, InterruptedException {
        // Not in the trial's directory, which is java.io.tmpdir, too: another user cannot enter it,
        // and a path to a socket has 107 bytes at most.
        String name = as(place, "mktemp", "-d", "--tmpdir", "postgres-XXXXXX").strip();
        PostgresServer server = new PostgresServer(place, Path.of(name), TrialPlace.freePort());
        boolean started = false;
        try {
            server.start();
            started = true;
        } finally {
            if (!started) {
                server.abandon();
            }
        }
        place.say("port", Integer.toString(server.port));
        return server;
    }

    /** It may run or not, with its data or without: what failed before is what is said. */
    private void abandon() {
        try {
            close();
        } catch (IOException e) {
            System.err.println("after that, PostgreSQL could not be stopped: " + e);
        }
    }

    private void start() throws IOException, InterruptedException {
        as(place, "initdb", "-D", data(), "-A", "trust", "-U", "owner", "-N");
        for (String file : List.of("ca.pem", "other.pem", "other.key")) {
            Files.copy(place.file(file), home.resolve(file));
        }
        place.run("chown", "-R", "--reference=" + data(), home.toString());
        place.run("chmod", "600", home.resolve("other.key").toString());
        Files.writeString(
                home.resolve("data/pg_hba.conf"),
                "local all owner trust\nhostssl all localhost all cert\n");
        String options =
                "-p %d -k %s -c listen_addresses=localhost -c ssl=on -c fsync=off"
                        .formatted(port, home);
        for (String setting :
                List.of("ca_file=ca.pem", "cert_file=other.pem", "key_file=other.key")) {
            options += " -c ssl_" + setting.replace("=", "=" + home + "/");
        }
        String log = home.resolve("log").toString();
        as(place, "pg_ctl", "-D", data(), "-l", log, "-w", "-o", options, "start");
        query("create role localhost login");
    }

    /** What a statement answers, over the server's own socket. */
    public String query(String statement) throws IOException, InterruptedException {
        return as(
                place,
                "psql",
                "-h",
                home.toString(),
                "-p",
                Integer.toString(port),
                "-U",
                "owner",
                "-Atc",
                statement,
                "postgres");
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private static String as(TrialPlace place, String... command)
            throws IOException, InterruptedException {
        List<String> all = new ArrayList<>();
        if (place.run("id", "-u").strip().equals("0")) {
            all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
        }
        all.addAll(List.of("env", "-C", "/"));
        all.addAll(List.of(command));
        return place.run(all.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        try {
            try {
                as(place, "pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
            } finally {
                place.run("rm", "-r", home.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted before PostgreSQL had stopped", e);
        }
    }
}
