package io.craton.hsm.store.mapdb;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.page.JournaledVolume;
import io.craton.hsm.store.page.PageFile;
import io.craton.hsm.store.page.VolumeName;
import java.io.IOException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which volume of a slot is the one its header names. A new one is built beside the old one; the
 * header's write decides; putting things in their place afterwards can be done again after a crash.
 */
public final class VolumeFiles {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeFiles.class);

    private final FileSpace space;
    private final long checkpointBytes;

    public VolumeFiles(FileSpace space, long checkpointBytes) {
        this.space = space;
        this.checkpointBytes = checkpointBytes;
    }

    /** A new, empty volume beside the present one. */
    public MapDbRecords build(UUID id, long sequence) throws IOException {
        space.delete(VolumeName.NEXT.pages());
        space.delete(VolumeName.NEXT.journal());
        return new MapDbRecords(
                JournaledVolume.create(space, VolumeName.NEXT, id, sequence, checkpointBytes));
    }

    /**
     * Opens the volume that the header names, after finishing what a crash may have left undone.
     */
    public MapDbRecords open(UUID id) throws IOException {
        if (holds(VolumeName.CURRENT, id)) {
            erase(VolumeName.NEXT.pages());
            erase(VolumeName.NEXT.journal());
        } else if (holds(VolumeName.NEXT, id)) {
            putAway();
            space.delete(
                    VolumeName.NEXT.journal()); // it was closed whole: its journal holds nothing
            space.rename(VolumeName.NEXT.pages(), VolumeName.CURRENT.pages());
            space.forceDirectory("");
        } else {
            throw Failures.damaged(
                    "the records of the token ("
                            + space.describe(VolumeName.CURRENT.pages())
                            + ") are missing, damaged, or belong to another token");
        }
        return new MapDbRecords(JournaledVolume.open(space, VolumeName.CURRENT, checkpointBytes));
    }

    /** Whether this is the volume; one that is half erased is not. */
    private boolean holds(VolumeName name, UUID id) throws IOException {
        return id.equals(identify(name));
    }

    private @Nullable UUID identify(VolumeName name) throws IOException {
        if (!space.exists(name.pages())) {
            return null;
        }
        try (PageFile pages = PageFile.open(space, name.pages())) {
            return pages.volume();
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_DEVICE_ERROR) {
                throw e; // not damaged, but of a newer release, or not ours
            }
            LOG.debug("{} cannot be read", space.describe(name.pages()), e);
            return null;
        }
    }

    /** What is there without a header can only be a first initialisation that was cut off. */
    public void forgetUnfinished() throws IOException {
        if (space.exists(VolumeName.CURRENT.pages())) {
            throw Failures.damaged(
                    "there are records ("
                            + space.describe(VolumeName.CURRENT.pages())
                            + ") but the token's header (token.a, token.b) is missing");
        }
        erase(VolumeName.NEXT.pages());
        erase(VolumeName.NEXT.journal());
    }

    /** Where a restore keeps the volume that it replaced. */
    public static String aside(UUID volume) {
        return "replaced-" + volume;
    }

    /**
     * Overwrites the records of the token that was, or keeps them aside if a restore has made room
     * for them.
     */
    private void putAway() throws IOException {
        UUID old = identify(VolumeName.CURRENT);
        String aside = old == null ? "" : aside(old);
        // The journal goes first: as long as the pages are here, it is known where both belong.
        for (String name :
                new String[] {VolumeName.CURRENT.journal(), VolumeName.CURRENT.pages()}) {
            if (!aside.isEmpty() && space.exists(aside)) {
                if (space.exists(name)) {
                    space.rename(name, aside + "/" + name);
                    space.forceDirectory(aside);
                }
            } else {
                erase(name);
            }
        }
    }

    private void erase(String name) throws IOException {
        Erasure.erase(space, name);
    }
}
