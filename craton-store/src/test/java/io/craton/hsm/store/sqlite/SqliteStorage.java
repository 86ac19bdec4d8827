package io.craton.hsm.store.sqlite;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sqlite.SQLiteConfig;

/** All slots in one database. */
final class SqliteStorage implements Storage {
    private static final List<String> TABLES =
            List.of(
                    "CREATE TABLE IF NOT EXISTS openings (id TEXT PRIMARY KEY, pid INTEGER)",
                    "CREATE TABLE IF NOT EXISTS headers"
                            + " (slot INTEGER PRIMARY KEY, sequence INTEGER, image BLOB)",
                    "CREATE TABLE IF NOT EXISTS aside"
                            + " (volume TEXT PRIMARY KEY, sequence INTEGER, image BLOB)",
                    "CREATE TABLE IF NOT EXISTS volumes"
                            + " (id TEXT PRIMARY KEY, slot INTEGER, sequence INTEGER)",
                    "CREATE TABLE IF NOT EXISTS records"
                            + " (volume TEXT, key BLOB, value BLOB, PRIMARY KEY (volume, key))"
                            + " WITHOUT ROWID",
                    "CREATE TABLE IF NOT EXISTS changes"
                            + " (volume TEXT, sequence INTEGER, opening TEXT, key BLOB)",
                    "CREATE INDEX IF NOT EXISTS later ON changes (volume, sequence)");

    private final Database database;
    private final String opening = UUID.randomUUID().toString();
    private final List<SlotStorage> slots = new ArrayList<>();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Access access;
    private boolean closed;

    private SqliteStorage(Database database, StorageSettings settings) {
        this.database = database;
        this.access = settings.access();
        for (int slot = 0; slot < settings.slotCount(); slot++) {
            slots.add(new SqliteSlot(database, slot, opening, settings, followers));
        }
    }

    static SqliteStorage open(StorageSettings settings) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(settings.access() == Access.READ_ONLY);
        config.setBusyTimeout(30_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        try {
            Path directory = settings.directory();
            String where = directory == null ? ":memory:" : file(directory, settings.access());
            Database database = new Database(config.createConnection("jdbc:sqlite:" + where));
            if (settings.access() == Access.READ_WRITE) {
                database.execute("PRAGMA secure_delete = ON");
                TABLES.forEach(database::execute);
            }
            SqliteStorage storage = new SqliteStorage(database, settings);
            storage.enter();
            return storage;
        } catch (SQLException e) {
            throw Database.failed(e);
        } catch (IOException e) {
            throw new HsmException(ReturnCode.CKR_GENERAL_ERROR, "the directory cannot be made", e);
        }
    }

    private static String file(Path directory, Access access) throws IOException {
        if (access == Access.READ_WRITE) {
            Files.createDirectories(directory);
        }
        return directory.resolve("records.sqlite").toString();
    }

    /** Those that ended without closing do not count. */
    private void enter() {
        if (access == Access.READ_ONLY) {
            return;
        }
        for (long pid : database.all(row -> row.getLong(1), "SELECT pid FROM openings")) {
            if (ProcessHandle.of(pid).isEmpty()) {
                database.run("DELETE FROM openings WHERE pid = ?", pid);
            }
        }
        long own = ProcessHandle.current().pid();
        database.run("INSERT INTO openings VALUES (?, ?)", opening, own);
    }

    @Override
    public SlotStorage slot(int slot) {
        return slots.get(slot);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            followers.forEach(Follower::join);
            if (access == Access.READ_WRITE) {
                database.run("DELETE FROM openings WHERE id = ?", opening);
            }
        } finally {
            database.close();
        }
    }
}
