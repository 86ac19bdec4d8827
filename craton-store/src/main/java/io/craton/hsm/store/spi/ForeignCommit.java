package io.craton.hsm.store.spi;

import io.craton.hsm.spi.Bytes;
import java.util.Set;

/**
 * One or more commits of others.
 *
 * @param sequence the number of the last of them
 * @param complete whether {@code keys} are all that were written or removed; if not, anything may
 *     have changed
 * @param keys the keys that were written or removed since the last call
 */
public record ForeignCommit(long sequence, boolean complete, Set<Bytes> keys) {
    /** Commits of which it is known what they wrote. */
    public static ForeignCommit of(long sequence, Set<Bytes> keys) {
        return new ForeignCommit(sequence, true, Set.copyOf(keys));
    }

    /** Commits of which it is not known what they wrote. */
    public static ForeignCommit ofAnything(long sequence) {
        return new ForeignCommit(sequence, false, Set.of());
    }
}
