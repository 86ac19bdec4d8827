package io.craton.hsm.store.mapdb;

import io.craton.hsm.store.spi.RecordStore;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.Serializer;
import org.mapdb.StoreDirect;
import org.mapdb.volume.Volume;
import org.mapdb.volume.VolumeFactory;

/**
 * A MapDB store over a volume and the tree of keys in it. The tree holds record numbers, not
 * values: MapDB leaves values that are outside its nodes behind when a key is removed, so they are
 * put and deleted here. Only the serializers for numbers and bytes are used. Locks are the
 * caller's.
 */
final class MapDbTree implements RecordStore.Reader {
    /** The record number of the tree's root in every store: the second record that is made. */
    private static final long ROOT = 2;

    private static final int NODE_SIZE = 32;

    /** How many records are worth several threads. */
    private static final int SHARE = 1024;

    private final StoreDirect store;
    private final BTreeMap<byte[], Long> tree;

    MapDbTree(Volume volume) {
        boolean empty = volume.length() == 0;
        this.store =
                StoreDirect.Companion.make(
                        null,
                        VolumeFactory.wrap(volume, !empty),
                        0L,
                        volume.isReadOnly(),
                        false,
                        0,
                        1L << 20,
                        0L,
                        false,
                        false,
                        false,
                        false,
                        false);
        if (empty) {
            long root =
                    BTreeMap.Companion.putEmptyRoot$mapdb(
                            store, Serializer.BYTE_ARRAY, Serializer.LONG);
            if (root != ROOT) {
                throw new IllegalStateException("MapDB numbered the root " + root);
            }
            volume.sync();
        }
        this.tree =
                BTreeMap.Companion.make(
                        Serializer.BYTE_ARRAY,
                        Serializer.LONG,
                        store,
                        true,
                        ROOT,
                        NODE_SIZE,
                        Serializer.BYTE_ARRAY,
                        false,
                        0L,
                        true,
                        null);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        Long number = tree.get(key);
        return number == null ? null : store.get(number, Serializer.BYTE_ARRAY_NOSIZE);
    }

    /**
     * Groups of records are visited in the order of their record numbers, which is about the order
     * in which they lie in the file: in the order of their keys every one would be somewhere else.
     */
    @Override
    public void forEach(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
        groups(
                from,
                to,
                group -> {
                    for (int i = 0; i < group.size(); i++) {
                        visitor.accept(group.key(i), value(group.number(i)));
                    }
                });
    }

    /** The pool that a whole virtual machine shares does the work, and the caller's thread too. */
    @Override
    public <T> void map(
            byte[] from, byte[] to, BiFunction<byte[], byte[], T> work, Consumer<T> visitor) {
        groups(
                from,
                to,
                group -> {
                    for (int at = 0; at < group.size(); at += SHARE) {
                        IntStream share = IntStream.range(at, Math.min(group.size(), at + SHARE));
                        (group.size() < SHARE ? share : share.parallel())
                                .mapToObj(i -> work.apply(group.key(i), value(group.number(i))))
                                .toList()
                                .forEach(visitor);
                    }
                });
    }

    private void groups(byte[] from, byte[] to, Consumer<RecordGroup> visitor) {
        Iterator<Map.Entry<byte[], Long>> entries = tree.entryIterator(from, true, to, false);
        while (entries.hasNext()) {
            RecordGroup group = new RecordGroup();
            while (entries.hasNext() && !group.isFull()) {
                Map.Entry<byte[], Long> entry = entries.next();
                group.add(entry.getKey(), entry.getValue());
            }
            group.sort();
            visitor.accept(group);
        }
    }

    private byte[] value(long number) {
        byte[] value = store.get(number, Serializer.BYTE_ARRAY_NOSIZE);
        if (value == null) {
            throw new IllegalStateException("a record has no value");
        }
        return value;
    }

    void apply(RecordStore.Write write) {
        byte[] value = write.value();
        Long number = tree.get(write.key());
        if (value == null) {
            if (number != null) {
                tree.remove(write.key());
                overwrite(number, 0);
                store.delete(number, Serializer.BYTE_ARRAY_NOSIZE);
            }
        } else if (number == null) {
            tree.put(write.key(), store.put(value, Serializer.BYTE_ARRAY_NOSIZE));
        } else {
            overwrite(number, value.length);
            store.update(number, value, Serializer.BYTE_ARRAY_NOSIZE);
        }
    }

    /**
     * Puts zeros in the place of a value that is about to leave it: MapDB wipes nothing. A value of
     * the same length takes the same place.
     */
    private void overwrite(long number, int nextLength) {
        int length = value(number).length;
        if (length != nextLength) {
            store.update(number, new byte[length], Serializer.BYTE_ARRAY_NOSIZE);
        }
    }
}
