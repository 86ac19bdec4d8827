package io.craton.hsm.store.spi;

import org.jspecify.annotations.Nullable;

/**
 * Keeps the one header of a slot. It is small and written often: at each attempt of a PIN before
 * the PIN is tried, and again after it was right.
 */
public interface HeaderStore {
    /** The number to write on where there is no header. */
    long NONE = 0;

    /** What may be left of the header that is replaced. */
    enum Remains {
        /** It may be found in a second copy or a log until the next write. */
        FOR_A_WHILE,
        /** It is gone when the write returns: it holds what an old PIN opens. */
        NONE
    }

    /**
     * The header in force, or null if the slot has no token. Asked before and after each login:
     * whoever has the slot alone keeps it in memory, and gives the same object as long as it is the
     * same header; whoever shares it looks.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if there was a header and it is
     *     damaged: that is never taken for an empty slot
     */
    @Nullable StoredHeader read();

    /**
     * Another copy, which would be in force if that of {@link #read} were damaged, as it was found
     * at the opening; null if there is none, or no such thing.
     */
    default @Nullable StoredHeader secondCopy() {
        return null;
    }

    /**
     * Puts a header in the place of the one in force. It is durable when this returns {@link
     * CommitOutcome#COMMITTED}; if this fails, or the process ends in between, the one before is in
     * force or this one, whole.
     *
     * @param basis the number of the header that this one was made from, {@link #NONE} if there was
     *     none
     * @param next the header; its number is higher than the basis
     * @param remains what may be left of the one before
     * @return {@link CommitOutcome#STALE}, and nothing has changed, if the header in force has
     *     another number than the basis
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_MEMORY} if there is no room, {@code
     *     CKR_DEVICE_ERROR} if the disk failed
     */
    CommitOutcome write(long basis, StoredHeader next, Remains remains);

    /** Where it is, for messages. */
    String describe();
}
