package io.craton.hsm.store.record;

import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records by key; MapDB stays behind this. Bytes that are handed over must not be changed
 * afterwards. Reading is safe for several threads, and while somebody commits.
 */
public interface RecordStore extends AutoCloseable {
    /** Reading, of the present or of a snapshot. */
    interface Reader {
        /** The value of a key, or null. */
        byte @Nullable [] get(byte[] key);

        /** Visits the records from one key (inclusive) to another (exclusive), in any order. */
        void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor);

        /**
         * Makes something of each record from one key (inclusive) to another (exclusive), in any
         * order.
         *
         * @param work may run on several threads at once
         * @param visitor gets what was made, one after the other
         */
        default <T> void map(
                byte[] from, byte[] to, BiFunction<byte[], byte[], T> work, Consumer<T> visitor) {
            forEach(from, to, (key, value) -> visitor.accept(work.apply(key, value)));
        }
    }

    /** The records as they were at one commit. */
    interface Snapshot extends Reader, AutoCloseable {
        /** The commit. */
        long sequence();

        @Override
        void close();
    }

    /** One write: a null value removes. */
    record Write(byte[] key, byte @Nullable [] value) {}

    /** The present. */
    Reader reader();

    /** Makes all of these writes, durably, or none; several callers wait for each other. */
    void commit(List<Write> writes);

    /** The present, kept for as long as the snapshot is open. */
    Snapshot snapshot();

    /** The number of the last commit. */
    long sequence();

    /** Which volume this is. */
    UUID id();

    /** How many bytes it takes on disk, without the journal. */
    long fileSize();

    @Override
    void close();
}
