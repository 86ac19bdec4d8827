package io.craton.hsm.store.spi;

import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records of one volume by key. Keys are 17 bytes and ordered as unsigned numbers, byte by byte;
 * values have at least 1 byte and seldom more than some thousands, at most 2<sup>30</sup>. There
 * may be millions of them. Bytes that are handed over, in either direction, are not changed
 * afterwards by anybody, and need not be copied.
 *
 * <p>Commits have consecutive numbers. Whoever computes one reads {@link #sequence} first, then the
 * records that it needs, and hands the number over with the writes: if nobody committed meanwhile,
 * everything that was read belongs together.
 */
public interface RecordStore extends AutoCloseable {
    /** Reading, of the present or of a snapshot. */
    interface Reader {
        /**
         * The value of a key, or null.
         *
         * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if it cannot be read; so do
         *     all that read
         */
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

    /** The records as they were at one commit, whatever is committed while it is open. */
    interface Snapshot extends Reader, AutoCloseable {
        /** The number of that commit. */
        long sequence();

        @Override
        void close();
    }

    /** One write. */
    final class Write {
        private final byte[] key;
        private final byte @Nullable [] value;

        /**
         * @param key not to be changed any more
         * @param value not to be changed any more; null removes the record, if it is there, and
         *     overwrites what it held as far as the medium allows
         */
        public Write(byte[] key, byte @Nullable [] value) {
            this.key = key;
            this.value = value;
        }

        /** The key, not to be changed. */
        public byte[] key() {
            return key;
        }

        /** The value, not to be changed; null removes. */
        public byte @Nullable [] value() {
            return value;
        }
    }

    /** Which volume this is. */
    UUID id();

    /** The number of the last commit, whoever made it. */
    long sequence();

    /** The present: each call sees the last commit, and two calls may see two of them. */
    Reader reader();

    /** The present, kept for as long as the snapshot is open. Others may commit meanwhile. */
    Snapshot snapshot();

    /**
     * Makes all of these writes, durably, or none. When this returns {@link
     * CommitOutcome#COMMITTED} they have the number {@code basis + 1}, are seen by every reader,
     * and stay whatever happens to the process or the machine; a process that ends before leaves
     * all of them or none. Several callers wait for each other; readers do not wait.
     *
     * @param basis what {@link #sequence} was when the writes were computed
     * @param writes each key at most once
     * @return {@link CommitOutcome#STALE}, and nothing was written, if the last commit has another
     *     number
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_MEMORY} if there is no room: nothing was
     *     written, and reading goes on; {@code CKR_DEVICE_ERROR} if the disk failed: the writes may
     *     be there or not, all of them or none, and nothing is acknowledged any more until the
     *     store is opened again
     */
    CommitOutcome commit(long basis, List<Write> writes);

    /**
     * Tells a listener of the commits that others make: other processes, other machines, other
     * openings in this process. Commits of this store object are not told. A store that nobody
     * shares has nothing to tell, and need do nothing.
     *
     * @param listener is called on a thread of the store's that is in no other call, one call at a
     *     time, in the order of the commits; the commit is seen by every reader then. From the
     *     return of this method on no commit is left out
     * @return ends the telling: no call begins afterwards, and one that is under way is waited for
     *     when the {@link Storage} is closed, not here
     */
    default Subscription follow(CommitListener listener) {
        return () -> {};
    }

    /** What ends when it is closed. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Puts everything that is committed where it stays: called once for a volume that was built,
     * before a header names it. A store whose commits are in their place has nothing to do.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if that failed
     */
    default void settle() {}

    /** How many bytes it takes where it is kept, for statistics. */
    long fileSize();

    /**
     * Lets go of the volume; what was not committed is lost. Snapshots are closed before. Closing a
     * second time does nothing.
     */
    @Override
    void close();
}
