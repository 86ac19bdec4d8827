package io.craton.hsm.core.random;

import io.craton.hsm.spi.RandomSource;
import java.util.Arrays;

/**
 * Entropy from a source of random bytes, in the place of the operating system's.
 *
 * @param random where the bytes come from
 */
public record SeedSource(RandomSource random) implements EntropySource {
    @Override
    public void read(byte[] bytes, int offset, int length) {
        byte[] part = new byte[length];
        random.nextBytes(part);
        System.arraycopy(part, 0, bytes, offset, length);
        Arrays.fill(part, (byte) 0);
    }

    /** Nothing: the same seeds give the same bytes. */
    @Override
    public byte[] moment() {
        return new byte[0];
    }
}
