package io.craton.hsm.spi;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupSecret;
import java.io.IOException;
import java.io.InputStream;

/** Opens stores; found by {@link java.util.ServiceLoader}. */
public interface TokenStoreProvider {
    /**
     * Opens, and if need be creates, the store.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_CANT_LOCK} with "Database is locked" and the
     *     process id of the holder; {@code CKR_CRYPTOKI_ALREADY_INITIALIZED} if this process has it
     *     open; {@code CKR_GENERAL_ERROR} for a path that cannot be used or a store that is damaged
     */
    TokenStores open(StoreSettings settings);

    /**
     * Reads the header of a backup.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_INVALID} if it is not a backup, {@code
     *     CKR_FUNCTION_REJECTED} if it is of a newer release
     */
    BackupInfo backupInfo(InputStream in) throws IOException;

    /**
     * Opens a backup, checks it from end to end and lists what is in it; writes nothing anywhere.
     *
     * @throws io.craton.hsm.HsmException as {@link #backupInfo}, and {@code CKR_DATA_INVALID} if it
     *     is damaged
     */
    BackupContents readBackup(InputStream in, BackupSecret secret) throws IOException;
}
