package io.craton.hsm.core.runtime;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import org.jspecify.annotations.Nullable;

/**
 * What every call passes first: whether the module is open, in the process that opened it, and not
 * in its error state. Safe for use by several threads.
 */
public final class Gate {
    private final Runnable processCheck;
    private volatile boolean closed;
    private volatile @Nullable String error;

    /**
     * @param processCheck throws {@code CKR_CRYPTOKI_NOT_INITIALIZED} in another process than the
     *     one that opened the module; called by every call, so cheap
     */
    public Gate(Runnable processCheck) {
        this.processCheck = processCheck;
    }

    /**
     * Lets a call in.
     *
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED} if the module is closed or belongs
     *     to another process, {@code CKR_GENERAL_ERROR} in the error state
     */
    public void enter() {
        if (closed) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, "the module is closed; open it again");
        }
        processCheck.run();
        String reason = error;
        if (reason != null) {
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR,
                    "the module is in its error state ("
                            + reason
                            + "); close it and open it again");
        }
    }

    /**
     * Whether the caller is in another process than the one that opened the module. What it would
     * end is the other one's: every call that never fails, such as a close, asks this first, before
     * it takes a lock that nobody may be left to release.
     */
    public boolean foreign() {
        try {
            processCheck.run();
            return false;
        } catch (HsmException e) {
            return true;
        }
    }

    /** Enters the error state for good, unless it is there already. */
    public void fail(String reason) {
        if (error == null) {
            error = reason;
        }
    }

    /** Whether the module is in its error state. */
    public boolean failed() {
        return error != null;
    }

    /** Whether the module is closed. */
    public boolean closed() {
        return closed;
    }

    /** Closes the module to all calls. */
    public void close() {
        closed = true;
    }
}
