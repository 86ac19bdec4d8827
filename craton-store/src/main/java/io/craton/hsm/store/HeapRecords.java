package io.craton.hsm.store;

import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Records on the heap, to look at a backup without restoring it. */
final class HeapRecords implements RecordStore.Reader {
    private final NavigableMap<byte[], byte[]> records = new TreeMap<>(Arrays::compareUnsigned);

    void add(List<RecordStore.Write> writes) {
        for (RecordStore.Write write : writes) {
            byte[] value = write.value();
            if (value != null) {
                records.put(write.key(), value);
            }
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return records.get(key);
    }

    @Override
    public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
        records.subMap(from, true, to, false).forEach(visitor);
    }
}
