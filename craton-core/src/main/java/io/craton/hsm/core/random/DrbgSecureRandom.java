package io.craton.hsm.core.random;

import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/** {@link HsmRandom} in the form that the engines ask for. Seeds are mixed in, never used alone. */
final class DrbgSecureRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient HsmRandom random;

    DrbgSecureRandom(HsmRandom random) {
        super(new Spi(random), null);
        this.random = random;
    }

    // Directly, for the inherited method would make threads wait for each other.
    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public String getAlgorithm() {
        return "HMAC_DRBG";
    }

    private static final class Spi extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        private final transient HsmRandom random;

        Spi(HsmRandom random) {
            this.random = random;
        }

        @Override
        protected void engineSetSeed(byte[] seed) {
            random.seed(seed);
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            random.nextBytes(bytes);
        }

        @Override
        protected byte[] engineGenerateSeed(int length) {
            return random.bytes(length);
        }
    }
}
