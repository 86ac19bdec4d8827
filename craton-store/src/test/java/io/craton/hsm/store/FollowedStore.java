package io.craton.hsm.store;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.mapdb.MapDbProvider;
import io.craton.hsm.store.spi.CommitListener;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.ForeignCommit;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.spi.StorageSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The module's own store, whose notices of others are given by the test. */
final class FollowedStore implements StorageProvider {
    /** What others do while the listener is registered. */
    Runnable atFollow = () -> {};

    /** What happens before a record is read. */
    Runnable atRead = () -> {};

    /** The records that were opened last. */
    @Nullable RecordStore records;

    private @Nullable CommitListener listener;
    private Set<Bytes> written = new HashSet<>();

    /** Gives notice of the writes since the last notice, as if others had made them. */
    void giveNotice() {
        Set<Bytes> keys = written;
        written = new HashSet<>();
        listener.committed(ForeignCommit.of(records.sequence(), keys));
    }

    /** Gives notice of changes that are not known. */
    void giveNoticeOfAnything() {
        listener.committed(ForeignCommit.ofAnything(records.sequence()));
    }

    @Override
    public String name() {
        return "followed";
    }

    @Override
    public Storage open(StorageSettings settings) {
        Storage below = new MapDbProvider().open(settings);
        return new Storage() {
            @Override
            public SlotStorage slot(int slot) {
                return new Slot(below.slot(slot));
            }

            @Override
            public void close() {
                below.close();
            }
        };
    }

    private final class Slot implements SlotStorage {
        private final SlotStorage below;

        Slot(SlotStorage below) {
            this.below = below;
        }

        @Override
        public HeaderStore headers() {
            return below.headers();
        }

        @Override
        public RecordStore build(UUID volume, long sequence) {
            return below.build(volume, sequence);
        }

        @Override
        public RecordStore open(UUID volume) {
            RecordStore opened = new Records(below.open(volume));
            records = opened;
            return opened;
        }

        @Override
        public void keepAside(UUID volume) {
            below.keepAside(volume);
        }

        @Override
        public void beginDestruction() {
            below.beginDestruction();
        }

        @Override
        public void finishDestruction() {
            below.finishDestruction();
        }
    }

    private final class Records implements RecordStore {
        private final RecordStore below;

        Records(RecordStore below) {
            this.below = below;
        }

        @Override
        public UUID id() {
            return below.id();
        }

        @Override
        public long sequence() {
            return below.sequence();
        }

        @Override
        public Reader reader() {
            Reader reader = below.reader();
            return new Reader() {
                @Override
                public byte @Nullable [] get(byte[] key) {
                    atRead.run();
                    return reader.get(key);
                }

                @Override
                public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
                    reader.forEach(from, to, visitor);
                }
            };
        }

        @Override
        public Snapshot snapshot() {
            return below.snapshot();
        }

        @Override
        public CommitOutcome commit(long basis, List<Write> writes) {
            writes.forEach(write -> written.add(Bytes.of(write.key())));
            return below.commit(basis, writes);
        }

        @Override
        public Subscription follow(CommitListener following) {
            atFollow.run();
            listener = following;
            return () -> listener = null;
        }

        @Override
        public long fileSize() {
            return below.fileSize();
        }

        @Override
        public void close() {
            below.close();
        }
    }
}
