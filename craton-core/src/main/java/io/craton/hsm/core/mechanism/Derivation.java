package io.craton.hsm.core.mechanism;

/**
 * What the result of a derivation is to a key that takes part in it: the column of the table that
 * says what may come out of keys. {@link #DIGEST} and {@link #HKDF} are one of the others,
 * depending on the key or the parameters.
 */
public enum Derivation {
    /** The public key of a private one: no secret. */
    PUBLIC_HALF,
    /** A one-way function of the whole key: an agreement. */
    ONE_WAY,
    /** A MAC of data of the caller, under the key. */
    MAC_OF_DATA,
    /** An encryption of data of the caller, under the key. */
    ENCRYPTION_OF_DATA,
    /** The key itself, or a piece of it, or it with something added. */
    CONTAINS_KEY,
    /** {@link #ONE_WAY}; but of an HMAC key longer than a block, its digest is that key. */
    DIGEST,
    /**
     * {@link #ONE_WAY} of the key that is extracted from, {@link #MAC_OF_DATA} of the key that is
     * expanded alone, and of the one that is the salt.
     */
    HKDF
}
