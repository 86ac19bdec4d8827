package io.craton.hsm.store.page;

import io.craton.hsm.HsmException;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.mapdb.MapDbRecords;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A volume whose {@link #sync()} is one atomic, durable commit: the pages that changed go to the
 * journal as one checksummed frame with one forced write, then to the page file without force. A
 * checkpoint forces the page file and lets the journal start again. Opening applies what the
 * journal holds.
 *
 * <p>One thread writes at a time and nobody reads while it does; {@link MapDbRecords} sees to that.
 * Reading goes on during {@code sync()}.
 */
public final class JournaledVolume extends PagedVolume {
    private static final int CACHED_PAGES = 8192;

    private final FileSpace space;
    private final PageFile pages;
    private final Journal journal;
    private final long checkpointBytes;
    private final PageCache cache = new PageCache(CACHED_PAGES);

    /** Changed since the last commit; changed by the one writer only. */
    private final Map<Long, byte[]> dirty = new ConcurrentHashMap<>();

    /**
     * Pages of a commit that is durable in the journal but could not be written to the page file.
     */
    private final Map<Long, byte[]> stuck = new ConcurrentHashMap<>();

    private final Set<PageSnapshot> snapshots = ConcurrentHashMap.newKeySet();
    private volatile long sequence;

    /**
     * The newest commit that a page on disk may be of: the last one, or the one that is being
     * applied.
     */
    private volatile long newest;

    private volatile long length;
    private volatile long committedLength;
    private final Poison poison = new Poison();

    private JournaledVolume(
            FileSpace space, PageFile pages, Journal journal, long checkpointBytes) {
        this.space = space;
        this.pages = pages;
        this.journal = journal;
        this.checkpointBytes = checkpointBytes;
        this.sequence = pages.header().sequence();
        this.newest = sequence;
        this.length = pages.header().length();
        this.committedLength = length;
    }

    /**
     * Makes an empty volume.
     *
     * @param sequence the number that its first commit follows
     */
    public static JournaledVolume create(
            FileSpace space, VolumeName name, UUID id, long sequence, long checkpointBytes)
            throws IOException {
        PageFile pages = PageFile.create(space, name.pages(), id, sequence);
        Journal journal = new Journal(space, name.journal(), id, true);
        space.forceDirectory("");
        return new JournaledVolume(space, pages, journal, checkpointBytes);
    }

    /** Opens a volume and applies what its journal holds. */
    public static JournaledVolume open(FileSpace space, VolumeName name, long checkpointBytes)
            throws IOException {
        PageFile pages = PageFile.open(space, name.pages());
        Journal journal = null;
        try {
            boolean missing = !space.exists(name.journal());
            journal = new Journal(space, name.journal(), pages.volume(), missing);
            if (missing) {
                space.forceDirectory("");
            }
            JournaledVolume volume = new JournaledVolume(space, pages, journal, checkpointBytes);
            volume.replay();
            return volume;
        } catch (IOException | RuntimeException e) {
            pages.close();
            if (journal != null) {
                journal.close();
            }
            throw e;
        }
    }

    private void replay() throws IOException {
        SortedMap<Long, Journal.Frame> chain = journal.read(sequence);
        if (chain.isEmpty()) {
            return;
        }
        SortedMap<Long, byte[]> changed = Journal.pages(chain);
        Journal.Frame last = Objects.requireNonNull(chain.get(chain.lastKey()));
        if (!changed.isEmpty()) {
            pages.reserve(changed.lastKey());
        }
        // A page is written after its frame is durable. One that is newer than the last frame that
        // can be read is
        // what is left of a frame that was acknowledged and is damaged now: it must not be written
        // over.
        for (long number : changed.keySet()) {
            pages.refuseNewer(number, last.sequence());
        }
        for (Map.Entry<Long, byte[]> page : changed.entrySet()) {
            pages.write(page.getKey(), page.getValue(), last.sequence());
        }
        sequence = last.sequence();
        newest = sequence;
        length = last.length();
        committedLength = length;
        checkpoint();
    }

    /** Makes the pages durable, so that the journal is no longer needed. */
    private void checkpoint() throws IOException {
        pages.writeHeader(sequence, committedLength);
        pages.force();
        journal.reset();
    }

    public UUID id() {
        return pages.volume();
    }

    /** The number of the last commit. */
    public long sequence() {
        return sequence;
    }

    /** How many bytes the page file has. */
    public long fileSize() throws IOException {
        return pages.fileSize();
    }

    @Override
    byte[] page(long number) {
        byte[] changed = dirty.get(number);
        return changed == null ? committed(number) : changed;
    }

    /** A page as the last commit left it. */
    byte[] committed(long number) {
        byte[] unwritten = stuck.isEmpty() ? null : stuck.get(number);
        byte[] cached = unwritten == null ? cache.get(number) : unwritten;
        if (cached != null) {
            return cached;
        }
        Object seen = cache.seen(number);
        try {
            byte[] data = pages.read(number, newest);
            cache.offer(number, data, seen);
            return data;
        } catch (IOException e) {
            throw Failures.io("reading page " + number + " of the store", e);
        }
    }

    @Override
    byte[] writable(long number) {
        byte[] changed = dirty.get(number);
        if (changed == null) {
            changed = Arrays.copyOf(committed(number), PageFile.PAGE);
            dirty.put(number, changed);
        }
        return changed;
    }

    @Override
    public void ensureAvailable(long offset) {
        length = Math.max(length, offset);
    }

    @Override
    public long length() {
        return length;
    }

    /**
     * Commits what has changed.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY} if there is no room: the caller undoes with
     *     {@link #rollback()}; {@code CKR_DEVICE_ERROR} if the disk failed: the volume must be
     *     opened again
     */
    @Override
    public void sync() {
        if (dirty.isEmpty() && length == committedLength) {
            return;
        }
        poison.refuse();
        SortedMap<Long, byte[]> changed = new TreeMap<>(dirty);
        try {
            space.requireHeld();
            pages.requireThere();
            journal.requireThere();
            reserve(changed);
            append(changed);
        } catch (IOException e) {
            throw poison.take("the store could not be written", e);
        }
        apply(changed);
        if (!poison.taken() && journal.position() >= checkpointBytes) {
            try {
                checkpoint();
            } catch (IOException e) {
                poison.take("the pages of the store could not be made durable", e);
            }
        }
    }

    /** A journal that cannot grow starts again: the pages are made durable early. */
    private void append(SortedMap<Long, byte[]> changed) throws IOException {
        try {
            journal.append(sequence + 1, length, changed);
        } catch (HsmException full) {
            if (journal.position() == 0) {
                throw full;
            }
            try {
                pages.writeHeader(sequence, committedLength);
            } catch (IOException e) {
                full.addSuppressed(e);
                throw full; // the other header is whole, and nothing has changed
            }
            pages.force();
            journal.reset();
            journal.append(sequence + 1, length, changed);
        }
    }

    private void reserve(SortedMap<Long, byte[]> changed) throws IOException {
        if (changed.isEmpty()) {
            return;
        }
        try {
            pages.reserve(changed.lastKey());
        } catch (IOException e) {
            if (journal.outOfSpace(e, PageFile.PAGE)) {
                throw Failures.noRoom("the store", e);
            }
            throw e;
        }
    }

    /**
     * Shows a commit that is durable to everybody, and writes its pages; that can fail, the commit
     * cannot.
     */
    private void apply(SortedMap<Long, byte[]> changed) {
        newest = sequence + 1;
        for (PageSnapshot snapshot : snapshots) {
            changed.keySet().forEach(number -> snapshot.keep(number, committed(number)));
        }
        for (Map.Entry<Long, byte[]> page : changed.entrySet()) {
            cache.put(page.getKey(), page.getValue());
        }
        try {
            for (Map.Entry<Long, byte[]> page : changed.entrySet()) {
                pages.write(page.getKey(), page.getValue(), newest);
            }
        } catch (IOException e) {
            stuck.putAll(changed);
            poison.take("the pages of the store could not be written", e);
        }
        sequence = newest;
        committedLength = length;
        dirty.clear();
    }

    /** Makes everything durable in the page file itself, so that the journal is not needed. */
    public void settle() {
        poison.refuse();
        try {
            checkpoint();
        } catch (IOException e) {
            throw poison.take("the pages of the store could not be made durable", e);
        }
    }

    /** Forgets what has changed since the last commit. */
    public void rollback() {
        dirty.clear();
        length = committedLength;
    }

    /** The volume as it is now, whatever is committed later; to be taken between commits. */
    public PageSnapshot snapshot() {
        PageSnapshot snapshot = new PageSnapshot(this, sequence, committedLength);
        snapshots.add(snapshot);
        return snapshot;
    }

    void release(PageSnapshot snapshot) {
        snapshots.remove(snapshot);
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    /**
     * Makes the pages durable if that is still possible, and closes the files. What is not
     * committed is lost.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        dirty.clear();
        try (pages;
                journal) {
            if (!poison.taken() && journal.position() > 0) {
                checkpoint();
            }
        } catch (IOException e) {
            throw Failures.io("closing the store", e);
        }
    }
}
