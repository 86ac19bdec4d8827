package io.craton.hsm.store;

import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.IOException;
import java.util.List;

/** Files in memory of which one write or force fails. */
final class FaultySpace implements FileSpace {
    static final String FULL = "No space left on device";
    static final String BROKEN = "Input/output error";

    private final MemorySpace space;
    private int countdown = Integer.MAX_VALUE;
    private String failure = BROKEN;
    private boolean stays;
    private boolean failed;
    private String only = "";

    FaultySpace(MemorySpace space) {
        this.space = space;
    }

    /** The nth write or force from now on fails. */
    void failAt(int nth, String message, boolean andAllAfter) {
        countdown = nth;
        failure = message;
        stays = andAllAfter;
        failed = false;
    }

    /** The next write of one file fails. */
    void failIn(String name, String message) {
        failure = message;
        only = name;
    }

    void repair() {
        countdown = Integer.MAX_VALUE;
        only = "";
        stays = false;
    }

    boolean hasFailed() {
        return failed;
    }

    MemorySpace files() {
        return space;
    }

    private void mayFail() throws IOException {
        if (countdown <= 0 && stays) {
            throw new IOException(failure);
        }
        if (--countdown == 0) {
            failed = true;
            throw new IOException(failure);
        }
    }

    @Override
    public boolean exists(String name) {
        return space.exists(name);
    }

    @Override
    public List<String> list() {
        return space.list();
    }

    @Override
    public StoreFile create(String name, boolean durableWrites) throws IOException {
        mayFail();
        return new Faulty(name, space.create(name, durableWrites));
    }

    @Override
    public StoreFile open(String name, boolean durableWrites) throws IOException {
        return new Faulty(name, space.open(name, durableWrites));
    }

    @Override
    public void delete(String name) {
        space.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        space.rename(from, to);
    }

    @Override
    public void makeDirectory(String name) {
        space.makeDirectory(name);
    }

    @Override
    public void forceDirectory(String name) throws IOException {
        mayFail();
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public String describe(String name) {
        return name;
    }

    private final class Faulty implements StoreFile {
        private final String name;
        private final StoreFile file;

        Faulty(String name, StoreFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            file.read(position, target, offset, length);
        }

        /** A write that fails has written half. */
        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            try {
                if (only.equals(name)) {
                    only = "";
                    throw new IOException(failure);
                }
                mayFail();
            } catch (IOException e) {
                file.write(position, source, offset, length / 2);
                throw e;
            }
            file.write(position, source, offset, length);
        }

        @Override
        public void force() throws IOException {
            mayFail();
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
