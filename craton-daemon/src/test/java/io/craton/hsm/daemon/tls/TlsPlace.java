package io.craton.hsm.daemon.tls;

import io.craton.hsm.daemon.tls.TestPki.Issued;
import io.craton.hsm.daemon.tls.TestPki.Wish;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Files of a daemon on the network, in a directory of a test. */
final class TlsPlace {
    private final Path directory;
    private final TestPki authority;
    private final Issued client;
    private final boolean revokes;

    private TlsPlace(Path directory, TestPki authority, boolean revokes) throws Exception {
        this.directory = directory;
        this.authority = authority;
        this.revokes = revokes;
        this.client = authority.issue(Wish.client("client"));
        authority.issue(Wish.server("server")).writeTo(directory, "server");
        TestPki.writeAuthorities(directory.resolve("ca.pem"), authority);
        if (revokes) {
            publish(authority.list());
        }
    }

    /** With an authority, a certificate of the server and a fresh list. */
    static TlsPlace with(Path directory) throws Exception {
        return new TlsPlace(directory, TestPki.root("authority"), true);
    }

    static TlsPlace withoutLists(Path directory) throws Exception {
        return new TlsPlace(directory, TestPki.root("authority"), false);
    }

    TestPki authority() {
        return authority;
    }

    /** A client that may come. */
    Issued client() {
        return client;
    }

    void publish(X509CRL... lists) throws Exception {
        TestPki.writeList(directory.resolve("list.pem"), lists);
    }

    void publishBytes(byte[] list) throws Exception {
        Files.write(directory.resolve("list.pem"), list);
    }

    /** Settings with these pairs; {@code server} if none is named. */
    TlsSettings settings(String... servers) {
        List<String> names = servers.length == 0 ? List.of("server") : List.of(servers);
        List<TlsSettings.ServerFiles> files = names.stream().map(this::files).toList();
        return new TlsSettings(
                files,
                directory.resolve("ca.pem"),
                revokes ? List.of(directory.resolve("list.pem")) : List.of(),
                Duration.ZERO,
                Duration.ZERO,
                Duration.ofSeconds(5));
    }

    private TlsSettings.ServerFiles files(String name) {
        return new TlsSettings.ServerFiles(
                directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
    }

    NetworkTls open(String... servers) {
        return NetworkTls.open(settings(servers), client -> true, Clock.systemUTC());
    }
}
