package io.craton.hsm.engine.pqc;

import io.craton.hsm.engine.spi.KeyMaterial;

/** How one kind of post-quantum signatures is computed. Safe for use by several threads. */
interface PqcScheme extends PqcKeys {
    /**
     * A signature.
     *
     * @param form of the message
     * @param message the message, or its digest if the form says so
     */
    byte[] sign(PqcSet set, KeyMaterial key, Messages form, byte[] message);

    /** Whether it is a signature of the message or digest. */
    boolean verify(PqcSet set, KeyMaterial key, Messages form, byte[] message, byte[] signature);
}
