package io.craton.hsm.store.spi;

/** Hears of commits that others made. */
@FunctionalInterface
public interface CommitListener {
    /** Others have committed. Must return soon, and may read and commit. */
    void committed(ForeignCommit commit);
}
