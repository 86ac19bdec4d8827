package io.craton.hsm.store.mapdb;

import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.StoreFile;
import io.craton.hsm.store.page.VolumeName;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes files and what was in them. */
public final class Erasure {
    /** As long as this file is there, a token is being destroyed; only its end removes it. */
    static final String MARK = "token.destroyed";

    /** The keys first. */
    private static final List<String> TOKEN =
            List.of(
                    HeaderFiles.A,
                    HeaderFiles.B,
                    HeaderFiles.FRESH,
                    VolumeName.CURRENT.journal(),
                    VolumeName.CURRENT.pages(),
                    VolumeName.NEXT.journal(),
                    VolumeName.NEXT.pages());

    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final int BLOCK = 1 << 16;

    private Erasure() {}

    /** Overwrites a file with zeros and removes it, if it is there. */
    static void erase(FileSpace space, String name) throws IOException {
        if (!space.exists(name)) {
            return;
        }
        try (StoreFile file = space.open(name, false)) {
            byte[] zeros = new byte[BLOCK];
            long size = file.size();
            for (long at = 0; at < size; at += BLOCK) {
                file.write(at, zeros, 0, (int) Math.min(BLOCK, size - at));
            }
            file.force();
        } catch (IOException e) {
            LOG.warn("{} could not be overwritten before it was removed", space.describe(name), e);
        }
        space.delete(name);
    }

    /**
     * Begins to destroy the token: from here on there is none, whatever happens. A process that
     * ends in between leaves the rest to the next one that opens the store.
     */
    public static void begin(FileSpace space) throws IOException {
        boolean begun = false;
        try {
            space.create(MARK, true).close();
            space.forceDirectory("");
            begun = true;
        } finally {
            if (!begun) {
                // Nothing was destroyed now, and nothing will be by the next opening.
                space.delete(MARK);
            }
        }
    }

    /** Removes what a token was, if one was being destroyed. */
    public static void finish(FileSpace space) throws IOException {
        if (!space.exists(MARK)) {
            return;
        }
        for (String name : TOKEN) {
            erase(space, name);
        }
        space.forceDirectory("");
        space.delete(MARK);
        space.forceDirectory("");
    }
}
