package io.craton.hsm.store.mapdb;

import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.spi.HeaderStore;
import io.craton.hsm.store.spi.RecordStore;
import io.craton.hsm.store.spi.SlotStorage;
import io.craton.hsm.store.spi.StoredHeader;
import java.io.IOException;
import java.util.UUID;

/** The files of a slot: two copies of the header, pages, and their journal. */
public final class MapDbSlot implements SlotStorage {
    private final FileSpace space;
    private final HeaderFiles headers;
    private final VolumeFiles volumes;

    /**
     * Opens the files, and ends what a process that ended has left undone.
     *
     * @param checkpointBytes how large the journal grows before its pages are made durable
     */
    public MapDbSlot(FileSpace space, long checkpointBytes) throws IOException {
        this.space = space;
        this.volumes = new VolumeFiles(space, checkpointBytes);
        Erasure.finish(space);
        this.headers = new HeaderFiles(space);
        if (headers.read() == null) {
            volumes.forgetUnfinished();
        }
    }

    @Override
    public HeaderStore headers() {
        return headers;
    }

    @Override
    public RecordStore build(UUID volume, long sequence) {
        try {
            return volumes.build(volume, sequence);
        } catch (IOException e) {
            throw Failures.io("building the new token", e);
        }
    }

    @Override
    public RecordStore open(UUID volume) {
        try {
            return volumes.open(volume);
        } catch (IOException e) {
            throw Failures.io("opening the records of the token", e);
        }
    }

    @Override
    public void keepAside(UUID volume) {
        StoredHeader header = headers.read();
        if (header == null) {
            return;
        }
        try {
            keepAside(VolumeFiles.aside(volume), header.image().copy());
        } catch (IOException e) {
            throw Failures.io("keeping the token that is replaced", e);
        }
    }

    private void keepAside(String aside, byte[] image) throws IOException {
        String name = aside + "/" + HeaderFiles.A;
        if (!space.exists(aside)) {
            space.makeDirectory(aside);
        }
        space.delete(name);
        try (StoreFile file = space.create(name, true)) {
            file.write(0, image, 0, image.length);
        }
        space.forceDirectory(aside);
        space.forceDirectory("");
    }

    @Override
    public void beginDestruction() {
        try {
            Erasure.begin(space);
        } catch (IOException e) {
            throw Failures.io("destroying the token", e);
        }
        headers.forget();
    }

    @Override
    public void finishDestruction() {
        try {
            Erasure.finish(space);
        } catch (IOException e) {
            throw Failures.io("destroying the token, which the next opening goes on with,", e);
        }
    }
}
