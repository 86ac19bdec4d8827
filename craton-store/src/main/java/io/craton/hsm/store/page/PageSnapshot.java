package io.craton.hsm.store.page;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A volume as it was at one commit: pages that are written later keep their old content here. */
public final class PageSnapshot extends PagedVolume {
    private final JournaledVolume volume;
    private final long sequence;
    private final long length;
    private final Map<Long, byte[]> kept = new ConcurrentHashMap<>();

    PageSnapshot(JournaledVolume volume, long sequence, long length) {
        this.volume = volume;
        this.sequence = sequence;
        this.length = length;
    }

    /** The commit that it shows. */
    public long sequence() {
        return sequence;
    }

    /** Keeps a page that is about to be overwritten, the first time. */
    void keep(long number, byte[] content) {
        kept.putIfAbsent(number, content);
    }

    /** Looks again after reading: the page may have been overwritten in between. */
    @Override
    byte[] page(long number) {
        byte[] old = kept.get(number);
        if (old != null) {
            return old;
        }
        RuntimeException failure = null;
        byte[] now = new byte[0];
        try {
            now = volume.committed(number);
        } catch (RuntimeException e) {
            failure = e;
        }
        old = kept.get(number);
        if (old != null) {
            return old;
        }
        if (failure != null) {
            throw failure;
        }
        return now;
    }

    @Override
    byte[] writable(long number) {
        throw new IllegalStateException("a snapshot is not written");
    }

    @Override
    public void ensureAvailable(long offset) {
        throw new IllegalStateException("a snapshot does not grow");
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void sync() {
        // there is nothing to write
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public void close() {
        closed.set(true);
        volume.release(this);
        kept.clear();
    }
}
