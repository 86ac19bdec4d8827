package io.craton.hsm.benchmarks.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.benchmarks.Scratch;
import java.nio.file.Path;

/** A module in memory with a token, with or without an audit log on disk. */
final class Module implements AutoCloseable {
    private static final char[] SO_PIN = "12345678".toCharArray();
    private static final char[] USER_PIN = "87654321".toCharArray();
    private static final int FEWEST_ITERATIONS = 100_000;

    private final Path directory = Scratch.create();
    private final Hsm hsm;

    Module(boolean audit) {
        HsmConfig config =
                HsmConfig.builder()
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, audit)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, FEWEST_ITERATIONS)
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .build();
        hsm = Hsm.open(config);
        slot().initToken(SO_PIN, "Benchmark");
        try (Session session = slot().openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN);
            session.initPin(USER_PIN);
            session.logout();
        }
    }

    Slot slot() {
        return hsm.slot(0);
    }

    Session userSession() {
        Session session = slot().openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_USER, USER_PIN);
        return session;
    }

    @Override
    public void close() {
        hsm.close();
        Scratch.delete(directory);
    }
}
