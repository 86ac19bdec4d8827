package io.craton.hsm.store.spi;

/** What has become of a write that was computed on a state. */
public enum CommitOutcome {
    /** It is durable. */
    COMMITTED,
    /** Somebody else was faster: nothing was written, and it has to be computed anew. */
    STALE
}
