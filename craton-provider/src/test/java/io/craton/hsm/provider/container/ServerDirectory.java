package io.craton.hsm.provider.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** What a server finds on disk: a configuration, a file with the PIN, a token. */
record ServerDirectory(Path path) {
    static ServerDirectory create(Path path) throws IOException {
        ServerDirectory directory = new ServerDirectory(path);
        directory.writePrivate(
                "craton_hsm.toml",
                """
                [token]
                storage_path = "store"
                [security]
                pbkdf2_iterations = 100000
                [audit]
                log_path = "audit.jsonl"
                """);
        directory.writePrivate("pin", "87654321\n");
        try (Hsm hsm = Hsm.open(directory.config())) {
            hsm.slot(0).initToken("12345678".toCharArray(), "Server");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, "12345678".toCharArray());
                session.initPin("87654321".toCharArray());
            }
        }
        return directory;
    }

    private HsmConfig config() {
        return HsmConfig.builder()
                .storagePath(path.resolve("store"))
                .auditLogPath(path.resolve("audit.jsonl"))
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                .build();
    }

    void writePrivate(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    String file(String name) {
        return path.resolve(name).toString();
    }

    /** Opens the store as the next process would. */
    void assertStoreIsFree() {
        try (Hsm hsm = Hsm.open(config())) {
            assertThat(hsm.slots(true)).hasSize(1);
        }
    }
}
