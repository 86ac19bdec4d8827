package io.craton.hsm.store;

import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.StoreFile;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Copies of files in memory, to be damaged. */
final class Disk {
    private Disk() {}

    static Map<String, byte[]> read(FileSpace space) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (String name : space.list()) {
            try (StoreFile file = space.open(name, false)) {
                byte[] bytes = new byte[(int) file.size()];
                file.read(0, bytes, 0, bytes.length);
                files.put(name, bytes);
            }
        }
        return files;
    }

    static MemorySpace of(Map<String, byte[]> files) {
        MemorySpace space = new MemorySpace();
        files.forEach(
                (name, bytes) -> {
                    try (StoreFile file = space.create(name, false)) {
                        file.write(0, bytes, 0, bytes.length);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
        return space;
    }
}
