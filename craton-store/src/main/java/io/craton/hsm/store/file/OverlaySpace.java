package io.craton.hsm.store.file;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A directory that can be read, and what is written over it in memory: whoever opens it repairs and
 * finishes what there is to repair, and nothing below changes. Used by one thread while names
 * change, and by several for what is in the files.
 */
public final class OverlaySpace implements FileSpace {
    private final FileSpace below;

    /** By their present name. */
    @GuardedBy("this")
    private final Map<String, OverlayFile> files = new HashMap<>();

    /** Names of which what is below is not seen. */
    @GuardedBy("this")
    private final Set<String> gone = new HashSet<>();

    public OverlaySpace(FileSpace below) {
        this.below = below;
    }

    @Override
    public synchronized boolean exists(String name) {
        return files.containsKey(name) || (!gone.contains(name) && below.exists(name));
    }

    @Override
    public synchronized List<String> list() throws IOException {
        Set<String> names = new TreeSet<>(below.list());
        names.removeAll(gone);
        names.addAll(files.keySet());
        return List.copyOf(names);
    }

    @Override
    public synchronized StoreFile create(String name, boolean durableWrites) {
        OverlayFile file = OverlayFile.empty();
        files.put(name, file);
        gone.add(name);
        return file;
    }

    @Override
    public synchronized StoreFile open(String name, boolean durableWrites) throws IOException {
        OverlayFile known = files.get(name);
        if (known != null) {
            return known;
        }
        if (gone.contains(name)) {
            throw new NoSuchFileException(describe(name));
        }
        OverlayFile file = OverlayFile.over(below, name);
        files.put(name, file);
        return file;
    }

    @Override
    public synchronized void delete(String name) {
        files.remove(name);
        gone.add(name);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        open(from, false);
        files.put(to, files.remove(from));
        gone.add(from);
        gone.add(to);
    }

    @Override
    public void makeDirectory(String name) {
        // what would be put into it is in memory alone
    }

    @Override
    public void forceDirectory(String name) {
        // nothing of it lasts
    }

    @Override
    public long usableSpace() {
        return Long.MAX_VALUE;
    }

    @Override
    public String describe(String name) {
        return below.describe(name);
    }
}
