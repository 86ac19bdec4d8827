package io.craton.hsm.core;

import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.core.runtime.SeedableRandom;

/** The module's random generator as the tokens see it. */
record ModuleRandom(HsmRandom random) implements SeedableRandom, AutoCloseable {
    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public void seed(byte[] seed) {
        random.seed(seed);
    }

    @Override
    public void close() {
        random.close();
    }
}
