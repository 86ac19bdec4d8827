package io.craton.hsm.core.function;

import io.craton.hsm.core.token.ActiveFunctions;
import io.craton.hsm.core.token.CoreSession;

/** The functions of the standard on one session. */
public final class Functions implements ActiveFunctions {
    private final CoreSession session;

    /** @param session the session */
    public Functions(CoreSession session) {
        this.session = session;
    }

    @Override
    public void cancelAll() {
        session.isOpen();
    }
}
