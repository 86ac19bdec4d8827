package io.craton.hsm.store;

import io.craton.hsm.store.mapdb.MapDbProvider;
import io.craton.hsm.store.spi.StorageProvider;

/** The module's own implementation. */
class MapDbStorageTest extends StorageTest {
    @Override
    StorageProvider provider() {
        return new MapDbProvider();
    }
}
