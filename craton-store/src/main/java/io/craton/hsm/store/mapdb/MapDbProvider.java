package io.craton.hsm.store.mapdb;

import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.spi.StorageSettings;

/** Records in MapDB over a journalled volume, in a directory of which one process is the owner. */
public final class MapDbProvider implements StorageProvider {
    /** For the service loader. */
    public MapDbProvider() {}

    @Override
    public String name() {
        return "mapdb";
    }

    @Override
    public Storage open(StorageSettings settings) {
        return MapDbStorage.open(settings);
    }
}
