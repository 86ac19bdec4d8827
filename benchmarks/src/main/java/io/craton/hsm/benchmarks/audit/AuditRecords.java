package io.craton.hsm.benchmarks.audit;

import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ServiceLoader;

/** Records as the core makes them, and logs to put them into. */
final class AuditRecords {
    /** An operation with a key: no call waits for the disk. */
    static final AuditRecord ENCRYPT =
            new AuditRecord(
                    AuditEvent.ENCRYPT,
                    ReturnCode.CKR_OK,
                    0,
                    6_148_914_691_236_517L,
                    UserType.CKU_USER,
                    "0f8fad5b-d9cb-469f-a165-70867728950e",
                    "payment key 2026",
                    MechanismType.CKM_AES_GCM,
                    true,
                    -1,
                    null,
                    null);

    /** Random bytes: nearly the shortest record that there is. */
    static final AuditRecord RANDOM =
            AuditRecord.of(AuditEvent.GENERATE_RANDOM, ReturnCode.CKR_OK)
                    .in(0, 6_148_914_691_236_517L, UserType.CKU_USER)
                    .build();

    /** A new key: on disk before the call returns. */
    static final AuditRecord GENERATE =
            new AuditRecord(
                    AuditEvent.GENERATE_KEY,
                    ReturnCode.CKR_OK,
                    0,
                    6_148_914_691_236_517L,
                    UserType.CKU_USER,
                    "0f8fad5b-d9cb-469f-a165-70867728950e",
                    "payment key 2026",
                    MechanismType.CKM_AES_KEY_GEN,
                    true,
                    -1,
                    new StoreMark(4711, "ab".repeat(32)),
                    null);

    private AuditRecords() {}

    static AuditLog open(Path directory, AuditSettings.Durability durability) {
        SecureRandom random = new SecureRandom();
        long pid = ProcessHandle.current().pid();
        return ServiceLoader.load(AuditLogProvider.class)
                .findFirst()
                .orElseThrow()
                .open(
                        new AuditSettings(
                                log(directory),
                                directory.resolve("state"),
                                AuditSettings.Level.ALL,
                                durability,
                                "0600",
                                Clock.systemUTC(),
                                () -> pid,
                                random::nextBytes));
    }

    static Path log(Path directory) {
        return directory.resolve("audit.jsonl");
    }

    /**
     * A directory on the disk that {@code -Daudit.directory} names: a benchmark in memory would
     * flatter.
     */
    static Path directory() {
        try {
            return Files.createTempDirectory(
                    Path.of(System.getProperty("audit.directory", ".")), "audit-benchmark");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
