package io.craton.hsm.benchmarks;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.nio.file.Path;

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
    static BenchmarkToken create(int iterations) {
        Path directory = Scratch.create();
        HsmConfig config =
                HsmConfig.builder()
                        .baseDirectory(directory)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, iterations)
                        .build();
        Hsm hsm = Hsm.open(config);
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
    public void close() {
        hsm.close();
        Scratch.delete(directory);
    }
}
