package io.craton.hsm.core.token.context;

import io.craton.hsm.SessionFunctions;

/** The functions of the standard on one session, whose operations end when the user logs out. */
public interface ActiveFunctions extends SessionFunctions {
    /** Ends every operation that is active. */
    void cancelAll();
}
