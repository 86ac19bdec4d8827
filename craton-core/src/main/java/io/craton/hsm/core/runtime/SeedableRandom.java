package io.craton.hsm.core.runtime;

import io.craton.hsm.spi.RandomSource;

/** A random generator that takes additional input. */
public interface SeedableRandom extends RandomSource {
    /**
     * Mixes the seed in, beside the generator's own entropy.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_FUNCTION_FAILED} if a health test fails
     */
    void seed(byte[] seed);
}
