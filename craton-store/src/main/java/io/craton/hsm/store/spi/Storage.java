package io.craton.hsm.store.spi;

/** What is kept of all slots, open. */
public interface Storage extends AutoCloseable {
    /**
     * What is kept of a slot; the same object each time.
     *
     * @param slot 0 to the slot count less 1
     * @throws io.craton.hsm.HsmException as {@link StorageProvider#open}
     */
    SlotStorage slot(int slot);

    /**
     * Writes down where others reach who has it open, until somebody opens it again.
     *
     * @param address one line
     */
    default void announce(String address) {
        // Where others could not look, there is nothing to write.
    }

    /**
     * Lets go of everything; the record stores have been closed before. Leaves no thread, no lock
     * and no hook. Closing a second time does nothing.
     *
     * @throws io.craton.hsm.HsmException if something could not be written; it is let go of all the
     *     same
     */
    @Override
    void close();
}
