package io.craton.hsm.engine.pqc;

import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.spi.Bytes;

/** What the library knows of one type of post-quantum key. */
interface PqcKeys {
    /** A private key and the public key that belongs to it. */
    record Pair(SecretBytes privateKey, Bytes publicKey) {
        /** The private key is taken over and wiped. */
        static Pair of(byte[] privateKey, byte[] publicKey) {
            return new Pair(SecretBytes.take(privateKey), Bytes.of(publicKey));
        }
    }

    /** Random bytes of which a new key pair is made. */
    default byte[] newSeed(PqcSet set, Libraries libraries) {
        return libraries.randomBytes(set.seedLength());
    }

    /** The key pair that these bytes give. */
    Pair fromSeed(PqcSet set, byte[] seed);

    /**
     * The public key that belongs to a private key.
     *
     * @throws RuntimeException of any kind if the private key is not valid in itself
     */
    byte[] publicKey(PqcSet set, byte[] privateKey);

    /**
     * Checks what {@link #publicKey} leaves out of an expanded private key that comes without its
     * seed, and that no signature or agreement would show.
     *
     * @throws RuntimeException of any kind if its parts do not belong together
     */
    default void checkExpanded(PqcSet set, byte[] privateKey, byte[] publicKey) {}

    /**
     * Whether the public key, which has the right length, is valid. Of some types every string of
     * the right length is.
     */
    default boolean isValidPublic(PqcSet set, byte[] publicKey) {
        return true;
    }
}
