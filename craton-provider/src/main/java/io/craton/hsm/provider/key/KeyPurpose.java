package io.craton.hsm.provider.key;

/** What a key is made for: the row of {@link KeyUses} that it gets. */
public enum KeyPurpose {
    /**
     * What JCA does with keys of its type, but for wrapping and for deriving from ciphers' keys.
     */
    USUAL,
    /** To wrap and unwrap other keys, and nothing else. */
    WRAPPING,
    /** To derive other keys, and nothing else. */
    DERIVING
}
