package io.craton.hsm.core;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.runtime.SeedableRandom;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.Security;

/** The operating system's random generator, by way of a provider that is named. */
final class SystemRandom implements SeedableRandom {
    /** The one. */
    static final SystemRandom INSTANCE = new SystemRandom();

    private final SecureRandom random;

    private SystemRandom() {
        try {
            boolean nativePrng = Security.getProvider("SUN").getService("SecureRandom", "NativePRNG") != null;
            random = SecureRandom.getInstance(nativePrng ? "NativePRNG" : "DRBG", "SUN");
        } catch (GeneralSecurityException e) {
            throw new HsmException(ReturnCode.CKR_RANDOM_NO_RNG, "this JDK has no random generator", e);
        }
    }

    @Override
    public void nextBytes(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public void seed(byte[] seed) {
        random.setSeed(seed);
    }
}
