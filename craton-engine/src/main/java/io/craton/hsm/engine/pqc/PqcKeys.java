package io.craton.hsm.engine.pqc;

/** What the library knows of one type of post-quantum key. */
interface PqcKeys {
    /** A private key and the public key that belongs to it. */
    record Pair(byte[] privateKey, byte[] publicKey) {
        @Override
        public String toString() {
            return "Pair[]";
        }
    }

    /** The key pair of a seed; only for sets that have seeds. */
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

    /** Whether the public key, which has the right length, is valid. */
    boolean isValidPublic(PqcSet set, byte[] publicKey);
}
