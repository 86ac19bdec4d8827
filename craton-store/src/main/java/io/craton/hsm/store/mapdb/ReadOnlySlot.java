package io.craton.hsm.store.mapdb;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.spi.CommitOutcome;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.StoredHeader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A slot of which nothing is written. */
final class ReadOnlySlot implements SlotStorage {
    private final SlotStorage slot;
    private final HeaderStore headers;

    ReadOnlySlot(SlotStorage slot) {
        this.slot = slot;
        this.headers = new ReadOnlyHeaders(slot.headers());
    }

    private static HsmException refused() {
        return new HsmException(
                ReturnCode.CKR_TOKEN_WRITE_PROTECTED,
                "the store was opened to be read only: nothing is changed, and no PIN is tried,"
                        + " because a wrong one could not be counted");
    }

    @Override
    public HeaderStore headers() {
        return headers;
    }

    @Override
    public RecordStore open(UUID volume) {
        return new ReadOnlyRecords(slot.open(volume));
    }

    @Override
    public RecordStore build(UUID volume, long sequence) {
        throw refused();
    }

    @Override
    public void keepAside(UUID volume) {
        throw refused();
    }

    @Override
    public void beginDestruction() {
        throw refused();
    }

    @Override
    public void finishDestruction() {
        throw refused();
    }

    private record ReadOnlyHeaders(HeaderStore headers) implements HeaderStore {
        @Override
        public @Nullable StoredHeader read() {
            return headers.read();
        }

        @Override
        public CommitOutcome write(long basis, StoredHeader next, Remains remains) {
            throw refused();
        }

        @Override
        public String describe() {
            return headers.describe();
        }
    }

    private record ReadOnlyRecords(RecordStore records) implements RecordStore {
        @Override
        public UUID id() {
            return records.id();
        }

        @Override
        public long sequence() {
            return records.sequence();
        }

        @Override
        public Reader reader() {
            return records.reader();
        }

        @Override
        public Snapshot snapshot() {
            return records.snapshot();
        }

        @Override
        public CommitOutcome commit(long basis, List<Write> writes) {
            throw refused();
        }

        @Override
        public long fileSize() {
            return records.fileSize();
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
