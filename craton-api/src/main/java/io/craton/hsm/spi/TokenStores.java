package io.craton.hsm.spi;

/** An open store: one {@link TokenStore} for each slot, under one lock. */
public interface TokenStores extends AutoCloseable {
    /**
     * The store of a slot.
     *
     * @param slot the slot id, 0 to the slot count less 1
     */
    TokenStore slot(int slot);

    /** Writes what is to be written, wipes keys and releases the lock. */
    @Override
    void close();
}
