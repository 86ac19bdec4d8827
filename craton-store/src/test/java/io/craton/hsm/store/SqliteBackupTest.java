package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.SO;
import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore with records in SQLite; the archives are the same. */
class SqliteBackupTest extends BackupTest {
    @TempDir Path ours;

    @BeforeEach
    void choose() {
        Tokens.use(new SqliteProvider());
    }

    @AfterEach
    void leave() {
        Tokens.use(null);
    }

    /** What is replaced stays in the tables. */
    @Test
    @Override
    void restore_overAToken_needsForceAndKeepsItAside() throws Exception {
        try (SlotStores stores = Tokens.open(ours)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            put(token, id(1), true, "key", "secret");
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            assertThat(token.backup(SO, archive).ok()).isTrue();
            put(token, id(2), true, "made after the backup", "x");

            assertThat(
                            stores.restore(
                                    0,
                                    new BackupSecret.SoPin(SO),
                                    new ByteArrayInputStream(archive.toByteArray()),
                                    true))
                    .isTrue();

            token.unlock(UserType.CKU_USER, USER);
            assertThat(token.objects(true)).hasSize(1);
        }
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + ours + "/records.sqlite");
                Statement statement = connection.createStatement();
                ResultSet kept =
                        statement.executeQuery(
                                "SELECT count(*) FROM records WHERE volume IN"
                                        + " (SELECT volume FROM aside) AND hex(key) LIKE '21%'")) {
            assertThat(kept.getInt(1)).isEqualTo(2);
        }
    }
}
