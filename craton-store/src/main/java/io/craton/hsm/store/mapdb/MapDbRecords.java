package io.craton.hsm.store.mapdb;

import io.craton.hsm.HsmException;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.page.JournaledVolume;
import io.craton.hsm.store.page.PageSnapshot;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.RecordStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.mapdb.DBException;

/** Records in MapDB over a {@link JournaledVolume}. */
public final class MapDbRecords implements RecordStore {
    private final JournaledVolume volume;

    /** One commit at a time; held while the disk is written, never while somebody only reads. */
    private final ReentrantLock committing = new ReentrantLock();

    /** Guards {@link #tree} and MapDB below it: writing excludes reading, but only in memory. */
    private final ReentrantReadWriteLock memory = new ReentrantReadWriteLock();

    private MapDbTree tree;

    public MapDbRecords(JournaledVolume volume) {
        this.volume = volume;
        this.tree = guarded("opening the records", () -> new MapDbTree(volume));
    }

    /**
     * What MapDB throws when it finds nonsense is unchecked and of many kinds, errors among them.
     */
    private static <T> T guarded(String what, Supplier<T> action) {
        try {
            return action.get();
        } catch (HsmException | UncheckedIOException e) {
            throw e; // said already, or thrown by the visitor
        } catch (DBException | AssertionError | IllegalAccessError e) {
            throw Failures.damaged(what + " failed: the structure of the store is damaged", e);
        } catch (RuntimeException e) {
            throw Failures.damaged(what + " failed: the store is damaged", e);
        }
    }

    private final Reader reader =
            new Reader() {
                @Override
                public byte @Nullable [] get(byte[] key) {
                    return reading(() -> guarded("reading a record", () -> find(key))).value();
                }

                @Override
                public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
                    try (Snapshot snapshot = snapshot()) {
                        snapshot.forEach(from, to, visitor);
                    }
                }
            };

    private record Found(byte @Nullable [] value) {}

    private Found find(byte[] key) {
        return new Found(tree.get(key));
    }

    private <T> T reading(Supplier<T> action) {
        Lock lock = memory.readLock();
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Reader reader() {
        return reader;
    }

    @Override
    public CommitOutcome commit(long basis, List<Write> writes) {
        committing.lock();
        boolean done = false;
        try {
            if (volume.sequence() != basis) {
                done = true;
                return CommitOutcome.STALE;
            }
            apply(writes);
            volume.sync();
            done = true;
            return CommitOutcome.COMMITTED;
        } finally {
            if (!done) {
                undo();
            }
            committing.unlock();
        }
    }

    private void apply(List<Write> writes) {
        Lock lock = memory.writeLock();
        lock.lock();
        try {
            guarded(
                    "writing a record",
                    () -> {
                        writes.forEach(tree::apply);
                        return writes;
                    });
        } finally {
            lock.unlock();
        }
    }

    /** Goes back to the last commit; MapDB keeps a little in memory and is made anew. */
    private void undo() {
        Lock lock = memory.writeLock();
        lock.lock();
        try {
            volume.rollback();
            tree = guarded("opening the records", () -> new MapDbTree(volume));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Snapshot snapshot() {
        committing.lock();
        try {
            PageSnapshot pages = volume.snapshot();
            try {
                return new SnapshotReader(
                        pages, guarded("opening a snapshot", () -> new MapDbTree(pages)));
            } catch (HsmException e) {
                pages.close();
                throw e;
            }
        } finally {
            committing.unlock();
        }
    }

    private record SnapshotReader(PageSnapshot pages, MapDbTree records) implements Snapshot {
        @Override
        public byte @Nullable [] get(byte[] key) {
            return guarded("reading a record", () -> new Found(records.get(key))).value();
        }

        @Override
        public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
            guarded(
                    "reading the records",
                    () -> {
                        records.forEach(from, to, visitor);
                        return pages;
                    });
        }

        @Override
        public <T> void map(
                byte[] from, byte[] to, BiFunction<byte[], byte[], T> work, Consumer<T> visitor) {
            guarded(
                    "reading the records",
                    () -> {
                        records.map(from, to, work, visitor);
                        return pages;
                    });
        }

        @Override
        public long sequence() {
            return pages.sequence();
        }

        @Override
        public void close() {
            pages.close();
        }
    }

    /** Makes everything durable in the page file itself: the journal can be left behind then. */
    @Override
    public void settle() {
        committing.lock();
        try {
            volume.settle();
        } finally {
            committing.unlock();
        }
    }

    @Override
    public long sequence() {
        return volume.sequence();
    }

    @Override
    public UUID id() {
        return volume.id();
    }

    @Override
    public long fileSize() {
        try {
            return volume.fileSize();
        } catch (IOException e) {
            throw Failures.io("looking at the size of the store", e);
        }
    }

    @Override
    public void close() {
        committing.lock();
        try {
            volume.close();
        } finally {
            committing.unlock();
        }
    }
}
