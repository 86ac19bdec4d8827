package io.craton.hsm.core.runtime;

import io.craton.hsm.spi.RandomSource;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives handles that are never given again and tell nothing about the next: a counter under a
 * random permutation of the numbers of 62 bits (a Feistel network of four rounds whose round
 * function is SipHash).
 */
public final class HandleSource {
    private static final int ROUNDS = 4;
    private static final long HALF = 0x7FFF_FFFFL;
    private static final int HALF_BITS = 31;

    private final long key0;
    private final long key1;
    private final AtomicLong counter = new AtomicLong();

    /**
     * @param random where the key of the permutation comes from
     */
    public HandleSource(RandomSource random) {
        byte[] key = new byte[2 * Long.BYTES];
        random.nextBytes(key);
        ByteBuffer words = ByteBuffer.wrap(key);
        this.key0 = words.getLong();
        this.key1 = words.getLong();
    }

    /** A new handle; positive. */
    public long next() {
        long handle;
        do {
            handle = permute(counter.getAndIncrement());
        } while (handle == 0);
        return handle;
    }

    private long permute(long number) {
        long left = (number >>> HALF_BITS) & HALF;
        long right = number & HALF;
        for (int round = 0; round < ROUNDS; round++) {
            long next = left ^ (hash(((long) round << 32) | right) & HALF);
            left = right;
            right = next;
        }
        return (left << HALF_BITS) | right;
    }

    /** SipHash-2-4 of one word. */
    private long hash(long word) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        long last = (long) Long.BYTES << 56;
        for (int step = 0; step < 8; step++) {
            // Two rounds on the word, two on the length, four to finish.
            if (step == 0) {
                v3 ^= word;
            } else if (step == 2) {
                v0 ^= word;
                v3 ^= last;
            } else if (step == 4) {
                v0 ^= last;
                v2 ^= 0xff;
            }
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
