package io.craton.hsm;

/** The five states of a session ({@code CK_STATE}, PKCS#11 v3.2 section 5.6). */
public enum SessionState {
    /** Read-only, nobody logged in. */
    CKS_RO_PUBLIC_SESSION(0),
    /** Read-only, the user logged in. */
    CKS_RO_USER_FUNCTIONS(1),
    /** Read-write, nobody logged in. */
    CKS_RW_PUBLIC_SESSION(2),
    /** Read-write, the user logged in. */
    CKS_RW_USER_FUNCTIONS(3),
    /** Read-write, the security officer logged in. */
    CKS_RW_SO_FUNCTIONS(4);

    private final long code;

    SessionState(long code) {
        this.code = code;
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }
}
