package io.craton.hsm.core.runtime;

import io.craton.hsm.spi.RandomSource;
import java.nio.ByteBuffer;

/**
 * A random permutation of the numbers of 62 bits but 0, under a key of its own: a Feistel network
 * of four rounds whose round function is SipHash. Who does not have the key cannot tell which
 * number stands for which. Immutable.
 */
public final class HandlePermutation {
    private static final int ROUNDS = 4;
    private static final long HALF = 0x7FFF_FFFFL;
    private static final int HALF_BITS = 31;
    private static final int BITS = 2 * HALF_BITS;

    private final long key0;
    private final long key1;

    /**
     * @param random where the key comes from
     */
    public HandlePermutation(RandomSource random) {
        byte[] key = new byte[2 * Long.BYTES];
        random.nextBytes(key);
        ByteBuffer words = ByteBuffer.wrap(key);
        this.key0 = words.getLong();
        this.key1 = words.getLong();
    }

    /** The number that stands for another; 1 to 2^62 - 1, and so is what is given. */
    public long forward(long number) {
        long image = permute(number);
        return image == 0 ? permute(0) : image; // 0 is no handle: on along its cycle
    }

    /** The number that another stands for; 0 for what stands for none. */
    public long back(long image) {
        if (image <= 0 || image >>> BITS != 0) {
            return 0;
        }
        long number = inverse(image);
        return number == 0 ? inverse(0) : number;
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

    private long inverse(long number) {
        long left = (number >>> HALF_BITS) & HALF;
        long right = number & HALF;
        for (int round = ROUNDS - 1; round >= 0; round--) {
            long before = right ^ (hash(((long) round << 32) | left) & HALF);
            right = left;
            left = before;
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
