package io.craton.hsm.store;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.spi.BackupContents;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import io.craton.hsm.store.backup.BackupHeader;
import io.craton.hsm.store.backup.BackupInspector;
import java.io.IOException;
import java.io.InputStream;

/** Opens stores on disk or in memory; found by {@link java.util.ServiceLoader}. */
public final class SlotStoreProvider implements TokenStoreProvider {
    /** For the service loader. */
    public SlotStoreProvider() {}

    @Override
    public TokenStores open(StoreSettings settings) {
        return SlotStores.open(settings);
    }

    @Override
    public BackupInfo backupInfo(InputStream in) throws IOException {
        return BackupHeader.read(in).info();
    }

    @Override
    public BackupContents readBackup(InputStream in, BackupSecret secret) throws IOException {
        return new BackupInspector().inspect(in, secret);
    }
}
