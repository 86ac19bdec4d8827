package io.craton.hsm.store.mapdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keys of records, in the order of the record numbers once they are sorted. */
final class RecordGroup {
    /** A reader of a million records should not come by each page several times. */
    private static final int MOST_BITS = 20;

    private static final int FIRST = 1024;

    private final List<byte[]> keys = new ArrayList<>();

    /** Record number, and in the low bits the place of its key. */
    private long[] order = new long[FIRST];

    boolean isFull() {
        return keys.size() == 1 << MOST_BITS;
    }

    void add(byte[] key, long number) {
        if (number < 0 || number >>> (Long.SIZE - 1 - MOST_BITS) != 0) {
            throw new IllegalStateException("MapDB numbered a record " + number);
        }
        if (keys.size() == order.length) {
            order = Arrays.copyOf(order, 2 * order.length);
        }
        order[keys.size()] = (number << MOST_BITS) | keys.size();
        keys.add(key);
    }

    void sort() {
        Arrays.sort(order, 0, keys.size());
    }

    int size() {
        return keys.size();
    }

    byte[] key(int index) {
        return keys.get((int) order[index] & ((1 << MOST_BITS) - 1));
    }

    long number(int index) {
        return order[index] >>> MOST_BITS;
    }
}
