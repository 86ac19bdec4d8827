package io.craton.hsm.core.token.context;

/** Something that a session has begun, and that has a key in the engine. */
public interface UnderWay {
    /** Ends it if its key, its login or its session is gone and nobody uses it now. */
    void endIfGone();
}
