package io.craton.hsm.store;

import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files in memory that write down everything that is done to them. */
final class RecordingSpace implements FileSpace {
    /** What is done to files. Files have numbers, because names change. */
    sealed interface Op {
        record Write(int file, long position, byte[] bytes, boolean durable) implements Op {}

        record Force(int file) implements Op {}

        record Create(String name, int file) implements Op {}

        record Delete(String name) implements Op {}

        record Rename(String from, String to) implements Op {}

        record MakeDirectory(String name) implements Op {}

        record ForceDirectory(String name) implements Op {}
    }

    private final MemorySpace space = new MemorySpace();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<Op> log = new ArrayList<>();
    private int next;

    List<Op> log() {
        return log;
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
        StoreFile file = space.create(name, durableWrites);
        numbers.put(name, next);
        log.add(new Op.Create(name, next));
        return new Recorded(file, next++, durableWrites);
    }

    @Override
    public StoreFile open(String name, boolean durableWrites) throws IOException {
        return new Recorded(space.open(name, durableWrites), numbers.get(name), durableWrites);
    }

    @Override
    public void delete(String name) {
        if (space.exists(name)) {
            space.delete(name);
            numbers.remove(name);
            log.add(new Op.Delete(name));
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        space.rename(from, to);
        numbers.put(to, numbers.remove(from));
        log.add(new Op.Rename(from, to));
    }

    @Override
    public void makeDirectory(String name) {
        space.makeDirectory(name);
        log.add(new Op.MakeDirectory(name));
    }

    @Override
    public void forceDirectory(String name) {
        log.add(new Op.ForceDirectory(name));
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public String describe(String name) {
        return name;
    }

    private final class Recorded implements StoreFile {
        private final StoreFile file;
        private final int number;
        private final boolean durable;

        Recorded(StoreFile file, int number, boolean durable) {
            this.file = file;
            this.number = number;
            this.durable = durable;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            file.read(position, target, offset, length);
        }

        @Override
        public void write(long position, byte[] source, int offset, int length) throws IOException {
            file.write(position, source, offset, length);
            byte[] bytes = new byte[length];
            System.arraycopy(source, offset, bytes, 0, length);
            log.add(new Op.Write(number, position, bytes, durable));
        }

        @Override
        public void force() {
            log.add(new Op.Force(number));
        }

        @Override
        public void close() {
            // the log goes on
        }
    }
}
