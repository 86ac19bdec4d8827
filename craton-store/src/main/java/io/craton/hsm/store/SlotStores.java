package io.craton.hsm.store;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.FileOpener;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStores;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The slots of one store, under one lock. */
final class SlotStores implements TokenStores {
    /** How large the journal of a slot grows before its pages are made durable. */
    static final long CHECKPOINT_BYTES = 8L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(SlotStores.class);
    private static final String UPGRADED =
            "the token of slot {} was written by an earlier release and was upgraded;"
                    + " releases before this one no longer open it";

    private final @Nullable StoreDirectory directory;
    private final List<SlotStore> slots;

    private SlotStores(@Nullable StoreDirectory directory, List<SlotStore> slots) {
        this.directory = directory;
        this.slots = slots;
    }

    static SlotStores open(StoreSettings settings) {
        List<SlotStore> slots = new ArrayList<>();
        Path wanted = settings.directory();
        FileOpener files = settings.surroundings().files();
        StoreDirectory directory = wanted == null ? null : StoreDirectory.open(wanted, files);
        SlotStores stores = new SlotStores(directory, slots);
        boolean opened = false;
        try {
            for (int slot = 0; slot < settings.slotCount(); slot++) {
                FileSpace space =
                        directory == null
                                ? new MemorySpace()
                                : directory.slot(slot, settings.slotCount());
                slots.add(new SlotStore(slot, space, settings, CHECKPOINT_BYTES));
            }
            // Not before all are open: an opening that fails leaves what the release before can
            // open.
            for (int slot = 0; slot < slots.size(); slot++) {
                if (slots.get(slot).upgrade()) {
                    LOG.info(UPGRADED, slot);
                }
            }
            opened = true;
            return stores;
        } catch (IOException e) {
            String where = settings.directory() == null ? "" : " in " + settings.directory();
            throw Failures.io("opening the store" + where, e);
        } finally {
            if (!opened) {
                stores.close();
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
    public void close() {
        RuntimeException failure = null;
        for (SlotStore slot : slots) {
            try {
                slot.close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (directory != null) {
            directory.close();
        }
        if (failure != null) {
            throw failure;
        }
    }
}
