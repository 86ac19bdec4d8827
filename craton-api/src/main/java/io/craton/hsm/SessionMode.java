package io.craton.hsm;

/** Whether a session may change token objects. */
public enum SessionMode {
    /** Token objects can be used but not made, changed or destroyed. */
    READ_ONLY,
    /** Everything that the login state permits ({@code CKF_RW_SESSION}). */
    READ_WRITE
}
