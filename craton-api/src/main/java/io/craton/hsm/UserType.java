package io.craton.hsm;

/** Who logs in ({@code CK_USER_TYPE}, PKCS#11 v3.2 section 3.4). */
public enum UserType {
    /**
     * The security officer: initialises the token and sets the user PIN; sees no private objects.
     */
    CKU_SO(0),
    /** The normal user: owns and uses the objects. */
    CKU_USER(1),
    /**
     * The user once more, for one operation with a key whose {@code CKA_ALWAYS_AUTHENTICATE} is
     * true.
     */
    CKU_CONTEXT_SPECIFIC(2);

    private final long code;

    UserType(long code) {
        this.code = code;
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }
}
