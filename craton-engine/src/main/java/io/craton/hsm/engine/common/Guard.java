package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;

/**
 * Calls into libraries. Whatever they throw, checked or not, becomes a return code here and goes no
 * further.
 */
public final class Guard {
    private Guard() {}

    /** A call that may throw anything. */
    @FunctionalInterface
    public interface Call<T> {
        /** Does it. */
        T run() throws Exception;
    }

    /** A call without result that may throw anything. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /**
     * Calls a library.
     *
     * @param code the return code of a failure
     * @param message what a failure means, as one sentence without secrets
     */
    public static <T> T call(ReturnCode code, String message, Call<T> call) {
        try {
            return call.run();
        } catch (HsmException e) {
            throw e;
        } catch (Exception e) {
            throw new HsmException(code, message, e);
        }
    }

    /**
     * {@link #call} of what reads secrets or decrypted bytes: a failure has no cause, since the
     * words of a library may tell of them.
     */
    public static <T> T secret(ReturnCode code, String message, Call<T> call) {
        try {
            return call(code, message, call);
        } catch (HsmException e) {
            throw e.getCause() == null ? e : new HsmException(code, message);
        }
    }

    /** {@link #call} without a result. */
    public static void run(ReturnCode code, String message, Action action) {
        try {
            action.run();
        } catch (HsmException e) {
            throw e;
        } catch (Exception e) {
            throw new HsmException(code, message, e);
        }
    }

    /** {@link #call} for what fails only if the library is broken: {@code CKR_FUNCTION_FAILED}. */
    public static <T> T call(String message, Call<T> call) {
        return call(ReturnCode.CKR_FUNCTION_FAILED, message, call);
    }
}
