package io.craton.hsm.store;

import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.mapdb.HeaderFiles;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The store of the vectors of format 1, of which one PIN is {@link Tokens#SO}, the other {@link
 * Tokens#USER}; both are wrapped without their length.
 */
final class OldStore {
    private OldStore() {}

    /** The files; {@code closed} or {@code killed}. */
    static Map<String, byte[]> files(String state) throws IOException {
        try {
            Path file =
                    Path.of(OldStore.class.getResource("/vectors/store-" + state + ".txt").toURI());
            return Vectors.unzip(Vectors.read(file).get("files"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static SlotStore open(FileSpace space) throws IOException {
        return new SlotStore(
                0, new MapDbSlot(space, TokenScript.SMALL_CHECKPOINT), Tokens.settings(null));
    }

    /** The formats of the two copies of the header. */
    static List<Integer> formats(FileSpace space) throws IOException {
        Map<String, byte[]> files = Disk.read(space);
        return List.of(
                TokenHeader.format(files.get(HeaderFiles.A)),
                TokenHeader.format(files.get(HeaderFiles.B)));
    }

    /** The newest header that is whole. */
    static TokenHeader header(FileSpace space) throws IOException {
        return TokenHeader.decode(
                HeaderFiles.A, new HeaderFiles(Disk.of(Disk.read(space))).read().image().copy());
    }
}
