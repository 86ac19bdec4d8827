package io.craton.hsm.core.token.context;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;

/** What an exception is at the door: one of ours as it is, any other a failed function. */
public final class CallFailure {
    private CallFailure() {}

    /** The exception for the caller. */
    public static HsmException of(RuntimeException e) {
        return e instanceof HsmException known
                ? known
                : new HsmException(
                        ReturnCode.CKR_FUNCTION_FAILED,
                        "the engine failed unexpectedly (" + e.getClass().getSimpleName() + ")",
                        e);
    }
}
