package io.craton.hsm.spi;

/**
 * Signs checkpoints of the audit log: whoever keeps one can later prove that the log was rewritten
 * or cut short. The private key stays where it is, best in a token. Called by one thread at a time.
 */
public interface CheckpointSigner {
    /** The algorithms that a checkpoint can be signed with. */
    enum Algorithm {
        /** Ed25519 (RFC 8032): a signature that every reader of C2SP signed notes can check. */
        ED25519,
        /** ML-DSA-44 (FIPS 204), pure, with an empty context. */
        ML_DSA_44,
        /** ML-DSA-65 (FIPS 204), pure, with an empty context. */
        ML_DSA_65,
        /** ML-DSA-87 (FIPS 204), pure, with an empty context. */
        ML_DSA_87
    }

    /**
     * The name of the key in the signature line: not empty, without spaces and without a plus sign.
     */
    String keyName();

    /** The algorithm. */
    Algorithm algorithm();

    /**
     * The public key as raw bytes: 32 for Ed25519; 1312, 1952 or 2592 for ML-DSA (FIPS 204 section
     * 4).
     */
    byte[] publicKey();

    /**
     * Signs.
     *
     * @param message the text of the checkpoint, not hashed
     * @return the signature as raw bytes
     * @throws io.craton.hsm.HsmException if it cannot be signed now, such as after a logout; the
     *     checkpoint is then tried again with the next one
     */
    byte[] sign(byte[] message);
}
