package io.craton.hsm.store.page;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing is acknowledged any more: once a disk has failed to force, what it says later proves
 * nothing.
 */
final class Poison {
    private volatile @Nullable String reason;

    /** Whether the store has to be opened again. */
    boolean taken() {
        return reason != null;
    }

    /** Throws if nothing may be acknowledged any more. */
    void refuse() {
        String present = reason;
        if (present != null) {
            throw new HsmException(ReturnCode.CKR_DEVICE_ERROR, present);
        }
    }

    /** From now on nothing is acknowledged; the exception to say so with, if the caller has to. */
    HsmException take(String what, IOException cause) {
        String sentence =
                what
                        + " ("
                        + Causes.of(cause)
                        + "); nothing is acknowledged any more: correct the disk, then open the store again";
        reason = sentence;
        return new HsmException(ReturnCode.CKR_DEVICE_ERROR, sentence, cause);
    }
}
