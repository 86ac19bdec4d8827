package io.craton.hsm.store.file;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A directory in memory, for tokens that leave nothing on disk. */
public final class MemorySpace implements FileSpace {
    /** Guarded by itself. */
    private final Map<String, MemoryFile> files = new TreeMap<>();

    /** Guarded by {@link #files}. */
    private final Set<String> directories = new HashSet<>();

    @Override
    public boolean exists(String name) {
        synchronized (files) {
            return files.containsKey(name) || directories.contains(name);
        }
    }

    @Override
    public List<String> list() {
        synchronized (files) {
            return files.keySet().stream().filter(name -> name.indexOf('/') < 0).toList();
        }
    }

    @Override
    public StoreFile create(String name, boolean durableWrites) {
        MemoryFile file = new MemoryFile();
        synchronized (files) {
            files.put(name, file);
        }
        return file;
    }

    @Override
    public StoreFile open(String name, boolean durableWrites) throws IOException {
        synchronized (files) {
            MemoryFile file = files.get(name);
            if (file == null) {
                throw new FileNotFoundException(name);
            }
            return file;
        }
    }

    @Override
    public void delete(String name) {
        synchronized (files) {
            files.remove(name);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        synchronized (files) {
            MemoryFile file = files.remove(from);
            if (file == null) {
                throw new FileNotFoundException(from);
            }
            files.put(to, file);
        }
    }

    @Override
    public void makeDirectory(String name) {
        synchronized (files) {
            directories.add(name);
        }
    }

    @Override
    public void forceDirectory(String name) {
        // there is nothing below
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public String describe(String name) {
        return name + " (in memory)";
    }

    /** Grows in chunks so that growing copies nothing. */
    private static final class MemoryFile implements StoreFile {
        private static final int CHUNK = 1 << 16;
        private byte[][] chunks = new byte[0][];
        private long size;

        @Override
        public synchronized long size() {
            return size;
        }

        @Override
        public synchronized void read(long position, byte[] target, int offset, int length)
                throws IOException {
            if (position + length > size) {
                throw new EOFException("end of file in memory");
            }
            for (int done = 0; done < length; ) {
                int within = (int) ((position + done) % CHUNK);
                int count = Math.min(CHUNK - within, length - done);
                System.arraycopy(
                        chunks[(int) ((position + done) / CHUNK)],
                        within,
                        target,
                        offset + done,
                        count);
                done += count;
            }
        }

        @Override
        public synchronized void write(long position, byte[] source, int offset, int length) {
            int needed = (int) ((position + length + CHUNK - 1) / CHUNK);
            if (needed > chunks.length) {
                int before = chunks.length;
                chunks = Arrays.copyOf(chunks, needed);
                for (int i = before; i < needed; i++) {
                    chunks[i] = new byte[CHUNK];
                }
            }
            for (int done = 0; done < length; ) {
                int within = (int) ((position + done) % CHUNK);
                int count = Math.min(CHUNK - within, length - done);
                System.arraycopy(
                        source,
                        offset + done,
                        chunks[(int) ((position + done) / CHUNK)],
                        within,
                        count);
                done += count;
            }
            size = Math.max(size, position + length);
        }

        @Override
        public void force() {
            // there is nothing below
        }

        @Override
        public void close() {
            // kept until deleted
        }
    }
}
