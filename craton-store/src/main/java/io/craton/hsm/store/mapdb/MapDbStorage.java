package io.craton.hsm.store.mapdb;

import io.craton.hsm.spi.Closing;
import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.OverlaySpace;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.Storage;
import io.craton.hsm.store.spi.StorageSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The directory of a store, under one lock, or as much in memory. */
final class MapDbStorage implements Storage {
    /** How large the journal of a slot grows before its pages are made durable. */
    private static final long CHECKPOINT_BYTES = 8L << 20;

    private final @Nullable StoreDirectory directory;
    private final List<SlotStorage> slots = new ArrayList<>();

    private MapDbStorage(@Nullable StoreDirectory directory) {
        this.directory = directory;
    }

    static MapDbStorage open(StorageSettings settings) {
        Path wanted = settings.directory();
        StoreDirectory directory =
                wanted == null
                        ? null
                        : StoreDirectory.open(
                                wanted, settings.access(), settings.surroundings().files());
        MapDbStorage storage = new MapDbStorage(directory);
        try {
            for (int slot = 0; slot < settings.slotCount(); slot++) {
                storage.slots.add(storage.open(slot, settings));
            }
            return storage;
        } catch (IOException e) {
            Closing.after(e, storage);
            throw Failures.io("opening the store" + (wanted == null ? "" : " in " + wanted), e);
        } catch (RuntimeException | Error e) {
            Closing.after(e, storage);
            throw e;
        }
    }

    private SlotStorage open(int slot, StorageSettings settings) throws IOException {
        FileSpace space =
                directory == null ? new MemorySpace() : directory.slot(slot, settings.slotCount());
        return settings.access() == Access.READ_ONLY
                ? new ReadOnlySlot(new MapDbSlot(new OverlaySpace(space), CHECKPOINT_BYTES))
                : new MapDbSlot(space, CHECKPOINT_BYTES);
    }

    @Override
    public SlotStorage slot(int slot) {
        return slots.get(slot);
    }

    @Override
    public void announce(String address) {
        if (directory != null) {
            directory.announce(address);
        }
    }

    @Override
    public void close() {
        if (directory != null) {
            directory.close();
        }
    }
}
