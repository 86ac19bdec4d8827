package io.craton.hsm.store.spi;

import java.util.UUID;

/**
 * What is kept of one slot: a header, and the records that the header names by the id of their
 * volume. A token takes the place of another in three steps: a new volume is {@link #build built}
 * beside the present one and closed; the header is written, and from that moment on it names the
 * new volume; {@link #open} of the new volume then removes the old one. A process that ends in
 * between leaves the old token or the new one, whole.
 *
 * <p>What is removed is first overwritten where the implementation can do that, and otherwise made
 * unreachable: it is ciphertext, but its keys may be known to somebody.
 *
 * <p>{@link #build}, {@link #open}, {@link #keepAside} and the two steps of a destruction are
 * called by one thread at a time, while nobody uses the slot.
 */
public interface SlotStorage {
    /** The header; the same object each time. */
    HeaderStore headers();

    /**
     * Makes a new, empty volume beside the one that is in force, without a trace of an earlier one
     * that was not finished.
     *
     * @param volume its id, never used before
     * @param sequence its commits have higher numbers than this
     * @return the volume, to be {@link RecordStore#settle settled} and closed before a header names
     *     it
     * @throws io.craton.hsm.HsmException {@code CKR_FUNCTION_REJECTED} if others have the slot
     *     open, in an implementation that lets several do so; {@code CKR_DEVICE_MEMORY} if there is
     *     no room; {@code CKR_DEVICE_ERROR} if the disk fails
     */
    RecordStore build(UUID volume, long sequence);

    /**
     * Opens the volume that the header names, and removes every other one, or puts it aside if
     * {@link #keepAside} asked for that: also what a process that ended has left undone.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if it is not there, or damaged
     */
    RecordStore open(UUID volume);

    /**
     * Asks that the volume in force, and a copy of the header that is in force with it, are not
     * removed when the next one takes its place, but kept where an operator finds them. Durable
     * when it returns.
     *
     * @param volume the volume that is in force
     */
    void keepAside(UUID volume);

    /**
     * Begins to destroy the token of the slot: when this returns there is durably none, whatever
     * happens; if it fails, the token is there as before. The record store may still be open.
     */
    void beginDestruction();

    /**
     * Ends what {@link #beginDestruction} began: header and records are overwritten and removed,
     * the header first. Every opening that may write does the same by itself if a process ended in
     * between.
     */
    void finishDestruction();
}
