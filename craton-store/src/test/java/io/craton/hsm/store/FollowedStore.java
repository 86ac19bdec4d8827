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
import io.craton.hsm.store.spi.StoredHeader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A store whose notices of others are given by the test, which also hears of its calls and can let
 * others be faster.
 */
final class FollowedStore implements StorageProvider {
    /** What is called to put another token in the place of one, in the order of the calls. */
    final List<String> steps = new ArrayList<>();

    private final StorageProvider implementation;

    /** What others do while the listener is registered. */
    Runnable atFollow = () -> {};

    /** What happens before a record is read. */
    Runnable atRead = () -> {};

    /** What others do when a record has been read. */
    Runnable afterRead = () -> {};

    /** What others do when a header has been written. */
    Runnable afterHeader = () -> {};

    /** The records that were opened last. */
    @Nullable RecordStore records;

    private @Nullable CommitListener listener;
    private Set<Bytes> written = new HashSet<>();

    /** The module's own store. */
    FollowedStore() {
        this(new MapDbProvider());
    }

    /** Another one. */
    FollowedStore(StorageProvider implementation) {
        this.implementation = implementation;
    }

    /** Whether somebody listens. */
    boolean isFollowed() {
        return listener != null;
    }

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
        Storage below = implementation.open(settings);
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
            return new Headers(below.headers());
        }

        @Override
        public RecordStore build(UUID volume, long sequence) {
            steps.add("build");
            return new Records(below.build(volume, sequence));
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

    private final class Headers implements HeaderStore {
        private final HeaderStore below;

        Headers(HeaderStore below) {
            this.below = below;
        }

        @Override
        public @Nullable StoredHeader read() {
            return below.read();
        }

        @Override
        public @Nullable StoredHeader secondCopy() {
            return below.secondCopy();
        }

        @Override
        public CommitOutcome write(long basis, StoredHeader next, Remains remains) {
            steps.add("header");
            CommitOutcome outcome = below.write(basis, next, remains);
            afterHeader.run();
            return outcome;
        }

        @Override
        public String describe() {
            return below.describe();
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
                    byte[] value = reader.get(key);
                    afterRead.run();
                    return value;
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
        public void settle() {
            steps.add("settle");
            below.settle();
        }

        @Override
        public long fileSize() {
            return below.fileSize();
        }

        @Override
        public void close() {
            steps.add("close");
            below.close();
        }
    }
}
