package io.craton.hsm.engine.common;

import io.craton.hsm.spi.RandomSource;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * The module's random generator in the shape that the libraries ask for. Safe for use by several
 * threads.
 */
public final class RandomAdapter extends SecureRandom {
    private static final long serialVersionUID = 1L;

    /** Random bytes come from the source and from nowhere else. */
    public RandomAdapter(RandomSource source) {
        super(new Spi(source), null);
    }

    @Override
    public String getAlgorithm() {
        return "CratonHSM";
    }

    private static final class Spi extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient RandomSource source;

        Spi(RandomSource source) {
            this.source = source;
        }

        // The source seeds itself; libraries have nothing to add.
        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            source.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int numBytes) {
            byte[] seed = new byte[numBytes];
            source.nextBytes(seed);
            return seed;
        }
    }
}
