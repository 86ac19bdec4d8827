package io.craton.hsm.store.page;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Pages that were read or written lately; a page has one place and pushes out what is there. */
final class PageCache {
    private final AtomicReferenceArray<@Nullable Entry> entries;

    private record Entry(long page, byte[] data) {}

    /**
     * @param size how many pages at most, a power of two
     */
    PageCache(int size) {
        this.entries = new AtomicReferenceArray<>(size);
    }

    private int place(long page) {
        return (int) (page & entries.length() - 1);
    }

    byte @Nullable [] get(long page) {
        Entry entry = entries.get(place(page));
        return entry == null || entry.page() != page ? null : entry.data();
    }

    /** Puts a page, which must not be changed any more. */
    void put(long page, byte[] data) {
        entries.set(place(page), new Entry(page, data));
    }

    /** Puts a page that was read, unless its place was given to something else meanwhile. */
    void offer(long page, byte[] data, @Nullable Object seen) {
        entries.compareAndSet(place(page), (Entry) seen, new Entry(page, data));
    }

    /** What is in the place of a page now, to be given to {@link #offer}. */
    @Nullable Object seen(long page) {
        return entries.get(place(page));
    }
}
