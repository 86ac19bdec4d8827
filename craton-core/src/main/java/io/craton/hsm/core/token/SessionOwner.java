package io.craton.hsm.core.token;

import io.craton.hsm.Slot;
import io.craton.hsm.core.token.context.ActiveFunctions;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.operation.SavedDigests;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Whose a session is.
 *
 * @param token the token
 * @param slot the slot, as the application sees it
 * @param savedDigests the digests that the application has saved
 * @param functions makes the functions of the standard for a session
 * @param close ends a session
 */
record SessionOwner(
        Token token,
        Slot slot,
        SavedDigests savedDigests,
        Function<CoreSession, ActiveFunctions> functions,
        Consumer<Caller> close) {}
