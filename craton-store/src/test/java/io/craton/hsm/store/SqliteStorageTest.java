package io.craton.hsm.store;

import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.sqlite.SqliteProvider;

/** Another implementation. */
class SqliteStorageTest extends StorageTest {
    @Override
    StorageProvider provider() {
        return new SqliteProvider();
    }
}
