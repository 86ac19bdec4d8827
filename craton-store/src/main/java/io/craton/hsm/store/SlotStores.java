package io.craton.hsm.store;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Closing;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStores;
import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.spi.StorageSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of one store, under one lock. */
final class SlotStores implements TokenStores {
    private static final Logger LOG = LoggerFactory.getLogger(SlotStores.class);
    private static final String UPGRADED =
            "the token of slot {} was written by an earlier release and was upgraded;"
                    + " releases before this one no longer open it";

    private final Storage storage;
    private final List<SlotStore> slots = new ArrayList<>();

    private SlotStores(Storage storage) {
        this.storage = storage;
    }

    static SlotStores open(StoreSettings settings) {
        return open(settings, Implementations.choose(settings.implementation()));
    }

    static SlotStores open(StoreSettings settings, StorageProvider implementation) {
        SlotStores stores =
                new SlotStores(
                        implementation.open(
                                new StorageSettings(
                                        settings.directory(),
                                        settings.slotCount(),
                                        settings.access(),
                                        settings.surroundings())));
        try {
            for (int slot = 0; slot < settings.slotCount(); slot++) {
                stores.slots.add(new SlotStore(slot, stores.storage.slot(slot), settings));
            }
            if (settings.access() == StoreSettings.Access.READ_WRITE) {
                stores.upgrade();
            }
            return stores;
        } catch (RuntimeException | Error e) {
            Closing.after(e, stores);
            throw e;
        }
    }

    /** Not before all are open: an opening that fails leaves what the release before can open. */
    private void upgrade() {
        for (int slot = 0; slot < slots.size(); slot++) {
            if (slots.get(slot).upgrade()) {
                LOG.info(UPGRADED, slot);
            }
        }
    }

    @Override
    public TokenStore slot(int slot) {
        return store(slot);
    }

    private SlotStore store(int slot) {
        if (slot < 0 || slot >= slots.size()) {
            throw new HsmException(ReturnCode.CKR_SLOT_ID_INVALID, "there is no slot " + slot);
        }
        return slots.get(slot);
    }

    @Override
    public boolean restore(int slot, BackupSecret secret, InputStream in, boolean force)
            throws IOException {
        return store(slot).restore(secret, in, force);
    }

    @Override
    public void announce(String address) {
        storage.announce(address);
    }

    @Override
    public void close() {
        List<AutoCloseable> all = new ArrayList<>(slots);
        all.add(storage);
        Closing.all(all);
    }
}
