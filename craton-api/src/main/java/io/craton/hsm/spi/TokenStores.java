package io.craton.hsm.spi;

import io.craton.hsm.BackupSecret;
import java.io.IOException;
import java.io.InputStream;

/** An open store: one {@link TokenStore} for each slot, under one lock. */
public interface TokenStores extends AutoCloseable {
    /**
     * The store of a slot.
     *
     * @param slot the slot id, 0 to the slot count less 1
     */
    TokenStore slot(int slot);

    /**
     * Puts a token back from a backup: same label, serial number, PINs and objects. The archive is
     * checked from end to end before anything changes; then there is either what was there before
     * or all of the backup. No session may be open on the slot.
     *
     * @param slot the slot
     * @param secret what opens the backup
     * @param in the archive; not closed
     * @param force whether a token that is there, of the same label and serial number, is replaced;
     *     it is kept aside in a directory {@code replaced-...}
     * @return whether the secret was right; if not, nothing has changed
     * @throws io.craton.hsm.HsmException {@code CKR_FUNCTION_REJECTED} if there is a token and no
     *     {@code force}, if serial number or label would change, or if the archive is of a newer
     *     release; {@code CKR_DATA_INVALID} if it is damaged; nothing has changed then
     */
    boolean restore(int slot, BackupSecret secret, InputStream in, boolean force)
            throws IOException;

    /**
     * Writes down in the store where others reach who has it open. It is gone when somebody opens
     * the store again.
     *
     * @param address one line; see {@link io.craton.hsm.Hsm#announce}
     */
    default void announce(String address) {
        // A store in memory cannot be found by others.
    }

    /** Writes what is to be written, wipes keys and releases the lock. */
    @Override
    void close();
}
