package io.craton.hsm.store.file;

import java.io.IOException;
import java.io.RandomAccessFile;

/**
 * A file on disk. It is a {@link RandomAccessFile} and not a channel: a channel is closed for
 * everybody when a thread that uses it is interrupted, and interrupting a worker is what servlet
 * containers do. One write call on a file opened for durable writes is one {@code O_DSYNC} write.
 */
final class DiskFile implements StoreFile {
    /** Guarded by itself: position and transfer belong together. */
    private final RandomAccessFile file;

    private final FileKey key;

    DiskFile(RandomAccessFile file, FileKey key) {
        this.file = file;
        this.key = key;
    }

    @Override
    public void requireThere() throws IOException {
        key.requireThere();
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    public void read(long position, byte[] target, int offset, int length) throws IOException {
        synchronized (file) {
            file.seek(position);
            file.readFully(target, offset, length);
        }
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) throws IOException {
        synchronized (file) {
            file.seek(position);
            file.write(source, offset, length);
        }
    }

    @Override
    public void force() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
