package io.craton.hsm.store.sqlite;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.StorageSettings;
import io.craton.hsm.store.spi.StoredHeader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A slot: a row of headers, and the volumes of that number. */
final class SqliteSlot implements SlotStorage, HeaderStore {
    private final Database database;
    private final int slot;
    private final String opening;
    private final StorageSettings settings;
    private final List<Follower> followers;

    SqliteSlot(
            Database database,
            int slot,
            String opening,
            StorageSettings settings,
            List<Follower> followers) {
        this.followers = followers;
        this.database = database;
        this.slot = slot;
        this.opening = opening;
        this.settings = settings;
    }

    @Override
    public HeaderStore headers() {
        return this;
    }

    @Override
    public @Nullable StoredHeader read() {
        List<StoredHeader> found =
                database.all(
                        row -> new StoredHeader(row.getLong(1), Bytes.of(row.getBytes(2))),
                        "SELECT sequence, image FROM headers WHERE slot = ?",
                        slot);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public CommitOutcome write(long basis, StoredHeader next, Remains remains) {
        requireWritable();
        return database.transaction(() -> writeOn(basis, next));
    }

    private CommitOutcome writeOn(long basis, StoredHeader next) {
        StoredHeader present = read();
        if ((present == null ? HeaderStore.NONE : present.sequence()) != basis) {
            return CommitOutcome.STALE;
        }
        byte[] image = next.image().copy();
        database.run(
                "INSERT OR REPLACE INTO headers VALUES (?, ?, ?)", slot, next.sequence(), image);
        return CommitOutcome.COMMITTED;
    }

    @Override
    public String describe() {
        return "the header of slot " + slot + " in " + settings.directory();
    }

    private void requireWritable() {
        requireWritable(settings);
    }

    static void requireWritable(StorageSettings settings) {
        if (settings.access() == Access.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_TOKEN_WRITE_PROTECTED, "the database is open to be read only");
        }
    }

    private void requireAlone() {
        requireWritable();
        long openings = database.all(row -> row.getLong(1), "SELECT count(*) FROM openings").get(0);
        if (openings > 1) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED, "others have the database open");
        }
    }

    @Override
    public RecordStore build(UUID volume, long sequence) {
        requireAlone();
        database.run("INSERT INTO volumes VALUES (?, ?, ?)", volume.toString(), slot, sequence);
        return new SqliteRecords(database, volume, opening, settings, followers);
    }

    @Override
    public RecordStore open(UUID volume) {
        if (settings.access() == Access.READ_WRITE) {
            database.transaction(() -> removeOthers(volume.toString()));
        }
        SqliteRecords records = new SqliteRecords(database, volume, opening, settings, followers);
        records.sequence();
        return records;
    }

    private CommitOutcome removeOthers(String volume) {
        String others =
                " IN (SELECT id FROM volumes WHERE slot = ? AND id <> ?"
                        + " AND id NOT IN (SELECT volume FROM aside))";
        for (String table : List.of("records", "changes")) {
            database.run("DELETE FROM " + table + " WHERE volume" + others, slot, volume);
        }
        database.run("DELETE FROM volumes WHERE id" + others, slot, volume);
        return CommitOutcome.COMMITTED;
    }

    @Override
    public void keepAside(UUID volume) {
        requireAlone();
        database.run(
                "INSERT OR REPLACE INTO aside SELECT ?, sequence, image FROM headers WHERE slot = ?",
                volume.toString(),
                slot);
    }

    @Override
    public void beginDestruction() {
        requireAlone();
        database.run("DELETE FROM headers WHERE slot = ?", slot);
    }

    @Override
    public void finishDestruction() {
        database.transaction(() -> removeOthers(""));
    }
}
