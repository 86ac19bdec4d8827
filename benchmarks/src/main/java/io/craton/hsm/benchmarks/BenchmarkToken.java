package io.craton.hsm.benchmarks;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A token as an application has one: with the defaults, a store and an audit log on disk. In a
 * temporary directory, which {@link #close} takes away: a second of AES-GCM is tens of megabytes of
 * log.
 */
final class BenchmarkToken implements AutoCloseable {
    static final char[] SO_PIN = "benchmark-so-pin".toCharArray();
    static final char[] USER_PIN = "benchmark-pin".toCharArray();

    private final Path directory;
    private final Hsm hsm;

    private BenchmarkToken(Path directory, Hsm hsm) {
        this.directory = directory;
        this.hsm = hsm;
    }

    /** A token with this many PBKDF2 iterations. */
    static BenchmarkToken create(int iterations) throws IOException {
        Path directory = Files.createTempDirectory("craton-hsm-benchmark-");
        Hsm hsm =
                Hsm.open(
                        HsmConfig.builder()
                                .baseDirectory(directory)
                                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, iterations)
                                .build());
        hsm.slot(0).initToken(SO_PIN, "Benchmark");
        BenchmarkToken token = new BenchmarkToken(directory, hsm);
        try (Session so = token.session()) {
            so.login(UserType.CKU_SO, SO_PIN);
            so.initPin(USER_PIN);
            so.logout();
        }
        return token;
    }

    Hsm hsm() {
        return hsm;
    }

    /** A session without a login. */
    Session session() {
        return hsm.slot(0).openSession(SessionMode.READ_WRITE);
    }

    @Override
    public void close() throws IOException {
        hsm.close();
        List<Path> files;
        try (Stream<Path> tree = Files.walk(directory)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
