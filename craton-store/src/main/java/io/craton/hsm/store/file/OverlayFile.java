package io.craton.hsm.store.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A file that is read, and the blocks that were written over it in memory. */
final class OverlayFile implements StoreFile {
    private static final int BLOCK = 4096;

    private final @Nullable FileSpace space;
    private final String name;
    private final long lengthBelow;

    @GuardedBy("this")
    private final Map<Long, byte[]> written = new HashMap<>();

    @GuardedBy("this")
    private long length;

    /** Opened when it is read, until the file is closed. */
    @GuardedBy("this")
    private @Nullable StoreFile below;

    private OverlayFile(@Nullable FileSpace space, String name, long length) {
        this.space = space;
        this.name = name;
        this.lengthBelow = length;
        this.length = length;
    }

    static OverlayFile empty() {
        return new OverlayFile(null, "", 0);
    }

    static OverlayFile over(FileSpace space, String name) throws IOException {
        try (StoreFile file = space.open(name, false)) {
            return new OverlayFile(space, name, file.size());
        }
    }

    @Override
    public synchronized long size() {
        return length;
    }

    @Override
    public synchronized void read(long position, byte[] target, int offset, int count)
            throws IOException {
        if (position + count > length) {
            throw new EOFException(name + " ends before byte " + (position + count));
        }
        for (int done = 0; done < count; ) {
            long at = position + done;
            int start = (int) (at % BLOCK);
            int part = Math.min(BLOCK - start, count - done);
            System.arraycopy(block(at / BLOCK), start, target, offset + done, part);
            done += part;
        }
    }

    @Override
    public synchronized void write(long position, byte[] source, int offset, int count)
            throws IOException {
        for (int done = 0; done < count; ) {
            long at = position + done;
            int start = (int) (at % BLOCK);
            int part = Math.min(BLOCK - start, count - done);
            byte[] block = block(at / BLOCK);
            System.arraycopy(source, offset + done, block, start, part);
            written.put(at / BLOCK, block);
            done += part;
        }
        length = Math.max(length, position + count);
    }

    @GuardedBy("this")
    private byte[] block(long number) throws IOException {
        byte[] known = written.get(number);
        return known == null ? blockBelow(number) : known;
    }

    @GuardedBy("this")
    private byte[] blockBelow(long number) throws IOException {
        byte[] block = new byte[BLOCK];
        long start = number * BLOCK;
        int count = (int) Math.max(0, Math.min(BLOCK, lengthBelow - start));
        if (space == null || count == 0) {
            return block;
        }
        StoreFile file = below;
        if (file == null) {
            file = space.open(name, false);
            below = file;
        }
        file.read(start, block, 0, count);
        return block;
    }

    @Override
    public void force() {
        // nothing of it lasts
    }

    /** The blocks stay for the next one who opens it. */
    @Override
    public synchronized void close() throws IOException {
        StoreFile file = below;
        below = null;
        if (file != null) {
            file.close();
        }
    }
}
