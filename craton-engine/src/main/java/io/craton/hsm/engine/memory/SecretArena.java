package io.craton.hsm.engine.memory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The memory that secrets are kept in: pages outside the Java heap, which no collector copies,
 * locked into RAM and left out of core dumps where the system lets us. Blocks are cut from slabs; a
 * block that is given back is zero and serves the next secret of its size. Secrets that nobody
 * closed come back when the collector finds them. Safe for use by several threads.
 */
final class SecretArena {
    private static final int SMALLEST_BLOCK = 32;
    private static final int FIRST_SLAB = 16 << 10;
    private static final int GREATEST_SLAB = 256 << 10;

    /** The arena of the module. */
    static final SecretArena SHARED = new SecretArena(new PageProtection());

    private final PageProtection protection;
    private final ReferenceQueue<SecretBytes> unreachable = new ReferenceQueue<>();

    @GuardedBy("this")
    private final Map<Integer, Deque<Block>> free = new HashMap<>();

    @GuardedBy("this")
    private final Set<Owned> owned = new HashSet<>();

    @GuardedBy("this")
    private @Nullable ByteBuffer slab;

    @GuardedBy("this")
    private int nextSlab = FIRST_SLAB;

    @GuardedBy("this")
    private int used;

    @GuardedBy("this")
    private long reserved;

    SecretArena(PageProtection protection) {
        this.protection = protection;
    }

    /** A part of a slab. */
    record Block(ByteBuffer slab, int offset, int size) {
        void wipe() {
            // Longs, for a block's size and place are multiples of eight.
            for (int i = 0; i < size; i += Long.BYTES) {
                slab.putLong(offset + i, 0);
            }
        }
    }

    /** Knows the block of a secret after the secret itself is gone. */
    static final class Owned extends PhantomReference<SecretBytes> {
        private final Block block;

        private Owned(SecretBytes owner, ReferenceQueue<SecretBytes> queue, Block block) {
            super(owner, queue);
            this.block = block;
        }
    }

    /**
     * A block that is zero.
     *
     * @throws HsmException {@code CKR_HOST_MEMORY} if there is no memory left
     */
    synchronized Block allocate(int length) {
        collect();
        int size = Math.max(SMALLEST_BLOCK, Integer.highestOneBit(Math.max(1, length - 1)) << 1);
        Deque<Block> returned = free.get(size);
        Block block = returned == null ? null : returned.pollFirst();
        return block != null ? block : cut(size);
    }

    @GuardedBy("this")
    private Block cut(int size) {
        ByteBuffer current = slab;
        if (size > GREATEST_SLAB / 4) {
            return new Block(reserve(size), 0, size);
        }
        if (current == null || current.capacity() - used < size) {
            int slabSize = Math.max(nextSlab, 4 * size);
            current = reserve(slabSize);
            nextSlab = Math.min(GREATEST_SLAB, 2 * slabSize);
            slab = current;
            used = 0;
        }
        Block block = new Block(current, used, size);
        used += size;
        return block;
    }

    @GuardedBy("this")
    private ByteBuffer reserve(int size) {
        try {
            ByteBuffer pages = protection.pages(size);
            reserved += size;
            return pages;
        } catch (OutOfMemoryError e) {
            throw new HsmException(
                    ReturnCode.CKR_HOST_MEMORY,
                    "no memory for secrets outside the heap; raise -XX:MaxDirectMemorySize",
                    e);
        }
    }

    /** Remembers whose a block is. */
    synchronized Owned own(SecretBytes secret, Block block) {
        Owned reference = new Owned(secret, unreachable, block);
        owned.add(reference);
        return reference;
    }

    /**
     * Takes a block back and wipes it, once: a collector may still bring a reference whose secret
     * was closed long ago, and then the block is another's.
     */
    synchronized void release(Owned reference) {
        reference.clear();
        if (!owned.remove(reference)) {
            return;
        }
        reference.block.wipe();
        free.computeIfAbsent(reference.block.size(), size -> new ArrayDeque<>())
                .addFirst(reference.block);
    }

    // Called with the lock held.
    @GuardedBy("this")
    private void collect() {
        for (Object gone = unreachable.poll(); gone != null; gone = unreachable.poll()) {
            release((Owned) gone);
        }
    }

    /** How many secrets are kept now. */
    synchronized int live() {
        return owned.size();
    }

    /** How many bytes were taken from the system. */
    synchronized long reserved() {
        return reserved;
    }
}
