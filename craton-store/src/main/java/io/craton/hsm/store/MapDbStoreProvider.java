package io.craton.hsm.store;

import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;

/** Opens stores on disk or in memory; found by {@link java.util.ServiceLoader}. */
public final class MapDbStoreProvider implements TokenStoreProvider {
    /** For the service loader. */
    public MapDbStoreProvider() {}

    @Override
    public TokenStores open(StoreSettings settings) {
        return SlotStores.open(settings);
    }
}
