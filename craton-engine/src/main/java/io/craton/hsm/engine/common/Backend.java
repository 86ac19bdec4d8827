package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Locale;

/** The values of {@code algorithms.crypto_backend}. */
public enum Backend {
    /** The fastest library without native code for each algorithm. */
    AUTO,
    /** The JDK wherever it has the algorithm. */
    JDK,
    /** Bouncy Castle wherever it has the algorithm. */
    BC,
    /**
     * Amazon Corretto Crypto Provider wherever it has the algorithm; it has to be on the class
     * path.
     */
    ACCP;

    /** The backend with this name. */
    public static Backend of(String name) {
        for (Backend backend : values()) {
            if (backend.name().toLowerCase(Locale.ROOT).equals(name)) {
                return backend;
            }
        }
        throw new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "algorithms.crypto_backend is \""
                        + name
                        + "\"; allowed are auto, jdk, bc and accp");
    }
}
