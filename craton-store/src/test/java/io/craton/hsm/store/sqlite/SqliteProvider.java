package io.craton.hsm.store.sqlite;

import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.spi.StorageSettings;

/**
 * Headers and records in SQLite, which several processes may have open at once. A second
 * implementation to hold the seam against; no setting of a product chooses it.
 */
public final class SqliteProvider implements StorageProvider {
    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public Storage open(StorageSettings settings) {
        return SqliteStorage.open(settings);
    }
}
