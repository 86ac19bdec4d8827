package io.craton.hsm;

import org.jspecify.annotations.Nullable;

/**
 * The one exception of this API: a PKCS#11 v3.2 return code and a sentence that says what happened,
 * where, and what to do. It never carries a PIN, a key or data of the application.
 */
public final class HsmException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReturnCode code;

    /**
     * @param code the return code; never {@link ReturnCode#CKR_OK}
     * @param message one sentence without secrets
     */
    public HsmException(ReturnCode code, String message) {
        this(code, message, null);
    }

    /**
     * @param code the return code; never {@link ReturnCode#CKR_OK}
     * @param message one sentence without secrets
     * @param cause what led to it, or null
     */
    public HsmException(ReturnCode code, String message, @Nullable Throwable cause) {
        super(code.name() + ": " + message, cause);
        if (code == ReturnCode.CKR_OK) {
            throw new IllegalArgumentException("CKR_OK is not an error");
        }
        this.code = code;
    }

    /** The return code of the standard. */
    public ReturnCode code() {
        return code;
    }
}
