package io.craton.hsm.core.runtime;

import io.craton.hsm.spi.RandomSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives handles that are never given again and tell nothing about the next: a counter under a
 * random permutation. Safe for use by several threads.
 */
public final class HandleSource {
    private final HandlePermutation permutation;
    private final AtomicLong counter = new AtomicLong(1);

    /**
     * @param random where the key of the permutation comes from
     */
    public HandleSource(RandomSource random) {
        this.permutation = new HandlePermutation(random);
    }

    /** A new handle; positive, less than 2^62. */
    public long next() {
        return permutation.forward(counter.getAndIncrement());
    }
}
