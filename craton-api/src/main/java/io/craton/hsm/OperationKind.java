package io.craton.hsm;

/**
 * The kinds of operations of which a session has at most one each, with their bits for {@code
 * C_SessionCancel}.
 */
public enum OperationKind {
    /** {@code C_MessageEncryptInit}. */
    MESSAGE_ENCRYPT(0x2),
    /** {@code C_MessageDecryptInit}. */
    MESSAGE_DECRYPT(0x4),
    /** {@code C_MessageSignInit}. */
    MESSAGE_SIGN(0x8),
    /** {@code C_MessageVerifyInit}. */
    MESSAGE_VERIFY(0x10),
    /** {@code C_FindObjectsInit}. */
    FIND_OBJECTS(0x40),
    /** {@code C_EncryptInit}. */
    ENCRYPT(0x100),
    /** {@code C_DecryptInit}. */
    DECRYPT(0x200),
    /** {@code C_DigestInit}. */
    DIGEST(0x400),
    /** {@code C_SignInit}. */
    SIGN(0x800),
    /** {@code C_SignRecoverInit}. */
    SIGN_RECOVER(0x1000),
    /** {@code C_VerifyInit} and {@code C_VerifySignatureInit}. */
    VERIFY(0x2000),
    /** {@code C_VerifyRecoverInit}. */
    VERIFY_RECOVER(0x4000);

    private final long bit;

    OperationKind(long bit) {
        this.bit = bit;
    }

    /** The bit in the flags of {@code C_SessionCancel}. */
    public long bit() {
        return bit;
    }
}
