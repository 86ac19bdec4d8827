package io.craton.hsm.store;

import io.craton.hsm.store.RecordingSpace.Op;
import io.craton.hsm.store.file.MemorySpace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What may be on a disk when the process is killed, or the power fails, between two operations or
 * in the middle of one. After a kill, everything that was written is there. After a power failure
 * only what was forced is sure; of the rest any sectors of 512 bytes may be there, and of the
 * changes of names any first part.
 */
final class CrashedDisk {
    private static final int SECTOR = 512;

    /** Of the operations that were not forced, which ones survive a power failure. */
    enum Survivors {
        NONE,
        ALL,
        SOME
    }

    private static final class Content {
        byte[] bytes = new byte[0];
        int size;
        final List<Op.Write> pending = new ArrayList<>();

        Content copy() {
            Content copy = new Content();
            copy.bytes = bytes.clone();
            copy.size = size;
            return copy;
        }

        void write(long position, byte[] source, int offset, int length) {
            int end = (int) position + length;
            if (end > bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
            }
            System.arraycopy(source, offset, bytes, (int) position, length);
            size = Math.max(size, end);
        }
    }

    private final boolean powerFails;
    private final Map<Integer, Content> contents = new HashMap<>();
    private final Map<String, Integer> names = new TreeMap<>();
    private final List<Op> pendingNames = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();

    CrashedDisk(boolean powerFails) {
        this.powerFails = powerFails;
    }

    private static Content content(Map<Integer, Content> contents, int file) {
        return contents.computeIfAbsent(file, number -> new Content());
    }

    /** An operation that is over. */
    void apply(Op op) {
        if (op instanceof Op.Write write) {
            Content content = content(contents, write.file());
            if (powerFails && !write.durable()) {
                content.pending.add(write);
            } else {
                flush(content);
                content.write(write.position(), write.bytes(), 0, write.bytes().length);
            }
        } else if (op instanceof Op.Force force) {
            flush(content(contents, force.file()));
        } else if (op instanceof Op.ForceDirectory) {
            pendingNames.forEach(pending -> rename(names, pending));
            pendingNames.clear();
        } else if (powerFails) {
            pendingNames.add(op);
        } else {
            rename(names, op);
        }
    }

    private static void flush(Content content) {
        content.pending.forEach(
                write -> content.write(write.position(), write.bytes(), 0, write.bytes().length));
        content.pending.clear();
    }

    private void rename(Map<String, Integer> target, Op op) {
        if (op instanceof Op.Create create) {
            target.put(create.name(), create.file());
        } else if (op instanceof Op.Delete delete) {
            target.remove(delete.name());
        } else if (op instanceof Op.Rename rename) {
            Integer file = target.remove(rename.from());
            if (file != null) {
                target.put(rename.to(), file);
            }
        } else if (op instanceof Op.MakeDirectory directory) {
            directories.add(directory.name());
        }
    }

    /**
     * The disk after a crash in the middle of an operation.
     *
     * @param during the operation that was under way, of which any part may have happened
     */
    MemorySpace image(Op during, Survivors survivors, Random random) throws IOException {
        Map<Integer, Content> files = new HashMap<>();
        contents.forEach((number, content) -> files.put(number, content.copy()));
        Map<String, Integer> directory = new TreeMap<>(names);
        if (powerFails) {
            contents.forEach(
                    (number, content) ->
                            content.pending.forEach(
                                    write -> tear(files.get(number), write, survivors, random)));
            int surviving =
                    switch (survivors) {
                        case NONE -> 0;
                        case ALL -> pendingNames.size();
                        case SOME -> random.nextInt(pendingNames.size() + 1);
                    };
            pendingNames.subList(0, surviving).forEach(op -> rename(directory, op));
        }
        if (during instanceof Op.Write write) {
            Content content = content(files, write.file());
            if (powerFails) {
                tear(content, write, survivors, random);
            } else {
                int length =
                        survivors == Survivors.ALL
                                ? write.bytes().length
                                : random.nextInt(write.bytes().length + 1);
                content.write(
                        write.position(),
                        write.bytes(),
                        0,
                        survivors == Survivors.NONE ? 0 : length);
            }
        }
        MemorySpace space = new MemorySpace();
        directories.forEach(space::makeDirectory);
        for (Map.Entry<String, Integer> entry : directory.entrySet()) {
            Content content = content(files, entry.getValue());
            space.create(entry.getKey(), false).write(0, content.bytes, 0, content.size);
        }
        return space;
    }

    private static void tear(Content content, Op.Write write, Survivors survivors, Random random) {
        int length = write.bytes().length;
        if (survivors == Survivors.ALL) {
            content.write(write.position(), write.bytes(), 0, length);
            return;
        }
        if (survivors == Survivors.NONE) {
            return;
        }
        int density = 1 + random.nextInt(7);
        for (int at = 0; at < length; ) {
            long sectorEnd = ((write.position() + at) / SECTOR + 1) * SECTOR;
            int count = (int) Math.min(sectorEnd - write.position() - at, length - at);
            if (random.nextInt(8) < density) {
                content.write(write.position() + at, write.bytes(), at, count);
            }
            at += count;
        }
    }
}
