package io.craton.hsm.store.sqlite;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.spi.CommitListener;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.StorageSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The records of one volume. */
final class SqliteRecords implements RecordStore {
    private final Database database;
    private final UUID id;
    private final String volume;
    private final String opening;
    private final StorageSettings settings;
    private final List<Follower> followers;

    SqliteRecords(
            Database database,
            UUID id,
            String opening,
            StorageSettings settings,
            List<Follower> followers) {
        this.followers = followers;
        this.database = database;
        this.id = id;
        this.volume = id.toString();
        this.opening = opening;
        this.settings = settings;
    }

    @Override
    public UUID id() {
        return id;
    }

    @Override
    public long sequence() {
        List<Long> found =
                database.all(
                        row -> row.getLong(1), "SELECT sequence FROM volumes WHERE id = ?", volume);
        if (found.isEmpty()) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_ERROR, "the records of the token are not there");
        }
        return found.get(0);
    }

    private record Entry(byte[] key, byte[] value) {}

    @Override
    public Reader reader() {
        return new Reader() {
            @Override
            public byte @Nullable [] get(byte[] key) {
                List<byte[]> found =
                        database.all(
                                row -> row.getBytes(1),
                                "SELECT value FROM records WHERE volume = ? AND key = ?",
                                volume,
                                key);
                return found.isEmpty() ? null : found.get(0);
            }

            @Override
            public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
                List<Entry> found =
                        database.all(
                                row -> new Entry(row.getBytes(1), row.getBytes(2)),
                                "SELECT key, value FROM records"
                                        + " WHERE volume = ? AND key >= ? AND key < ?",
                                volume,
                                from,
                                to);
                found.forEach(entry -> visitor.accept(entry.key(), entry.value()));
            }
        };
    }

    /** All records, read in one transaction. */
    @Override
    public Snapshot snapshot() {
        synchronized (database) {
            database.execute("BEGIN");
            try {
                NavigableMap<byte[], byte[]> all = new TreeMap<>(Arrays::compareUnsigned);
                reader().forEach(new byte[] {0}, new byte[] {(byte) 0xFF}, all::put);
                return new Copy(sequence(), all);
            } finally {
                database.execute("COMMIT");
            }
        }
    }

    private record Copy(long sequence, NavigableMap<byte[], byte[]> all) implements Snapshot {
        @Override
        public byte @Nullable [] get(byte[] key) {
            return all.get(key);
        }

        @Override
        public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
            Map<byte[], byte[]> part = all.subMap(from, true, to, false);
            part.forEach(visitor);
        }

        @Override
        public void close() {}
    }

    @Override
    public CommitOutcome commit(long basis, List<Write> writes) {
        SqliteSlot.requireWritable(settings);
        return database.transaction(() -> commitOn(basis, writes));
    }

    private CommitOutcome commitOn(long basis, List<Write> writes) {
        if (sequence() != basis) {
            return CommitOutcome.STALE;
        }
        long next = basis + 1;
        for (Write write : writes) {
            put(write);
            database.run(
                    "INSERT INTO changes VALUES (?, ?, ?, ?)", volume, next, opening, write.key());
        }
        database.run("UPDATE volumes SET sequence = ? WHERE id = ?", next, volume);
        return CommitOutcome.COMMITTED;
    }

    private void put(Write write) {
        if (write.value() == null) {
            database.run("DELETE FROM records WHERE volume = ? AND key = ?", volume, write.key());
        } else {
            database.run(
                    "INSERT OR REPLACE INTO records VALUES (?, ?, ?)",
                    volume,
                    write.key(),
                    write.value());
        }
    }

    @Override
    public Subscription follow(CommitListener listener) {
        Follower follower = new Follower(database, volume, opening, sequence(), listener);
        followers.add(follower);
        return follower.start(settings.surroundings().threads());
    }

    @Override
    public long fileSize() {
        return database.all(
                        row -> row.getLong(1),
                        "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
                .get(0);
    }

    @Override
    public void close() {
        // the connection is the storage's
    }
}
