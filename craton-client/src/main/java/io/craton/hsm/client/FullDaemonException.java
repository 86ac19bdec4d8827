package io.craton.hsm.client;

import io.craton.hsm.HsmException;
import java.io.IOException;

/** A daemon has no room for another connection: a call can wait for one that there is. */
final class FullDaemonException extends IOException {
    private static final long serialVersionUID = 1L;

    private final HsmException refusal;

    /**
     * @param refusal what is said to a caller who has no connection to wait for
     */
    FullDaemonException(HsmException refusal) {
        super(refusal);
        this.refusal = refusal;
    }

    HsmException refusal() {
        return refusal;
    }
}
