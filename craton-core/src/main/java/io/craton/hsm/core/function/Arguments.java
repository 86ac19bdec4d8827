package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import org.jspecify.annotations.Nullable;

/** Checks of arguments. */
final class Arguments {
    private Arguments() {}

    /** Refuses null where bytes are needed. */
    static void data(byte @Nullable [] bytes) {
        if (bytes == null) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "the data is null");
        }
    }
}
