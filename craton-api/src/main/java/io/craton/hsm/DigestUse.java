package io.craton.hsm;

/** What a mechanism does with the hash function that its name says. */
public enum DigestUse {
    /** It is the hash function. */
    DIGEST,
    /** HMAC, as long as the digest. */
    HMAC,
    /** HMAC, as long as its parameter says. */
    HMAC_GENERAL,
    /** Generation of keys for the HMAC. */
    KEY_GEN,
    /** The digest of a key is a key. */
    KEY_DERIVATION,
    /** RSASSA-PKCS1-v1_5. */
    RSA_PKCS,
    /** RSASSA-PSS. */
    RSA_PSS,
    /** ECDSA. */
    ECDSA,
    /** HashML-DSA. */
    HASH_ML_DSA,
    /** HashSLH-DSA. */
    HASH_SLH_DSA;

    /** Whether it signs the digest: nobody may find two messages with the same. */
    public boolean isSignature() {
        return switch (this) {
            case RSA_PKCS, RSA_PSS, ECDSA, HASH_ML_DSA, HASH_SLH_DSA -> true;
            case DIGEST, HMAC, HMAC_GENERAL, KEY_GEN, KEY_DERIVATION -> false;
        };
    }

    /**
     * Whether a hash function with the standing {@link Approval#LEGACY} leaves the mechanism no
     * more than that: where it signs, and by itself, since what is done with the digest is unknown.
     */
    public boolean isLegacyToo() {
        return this == DIGEST || isSignature();
    }
}
