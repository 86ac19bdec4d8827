package io.craton.hsm.engine.common;

import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.bouncycastle.crypto.CryptoServicesRegistrar.Property;

/**
 * Bouncy Castle leaves its default parameters with the thread that first uses it, beside the ones
 * that hold for all. In a server that thread outlives the application, and with it would the
 * application's class loader.
 */
final class BcThreads {
    private BcThreads() {}

    /** Initialises the class that does so, and takes back what it left with this thread. */
    static void forget() {
        CryptoServicesRegistrar.clearThreadProperty(Property.DH_DEFAULT_PARAMS);
        CryptoServicesRegistrar.clearThreadProperty(Property.DSA_DEFAULT_PARAMS);
    }
}
