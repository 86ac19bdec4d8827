package io.craton.hsm.store;

import io.craton.hsm.spi.TokenStore.Change;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one caller wants to be committed: changes, numbers for a key, or a seal over the header. */
final class CommitRequest extends GroupCommit.Request {
    private final List<Change> changes;
    private final @Nullable UUID reserveFor;
    private final int count;
    private final long headerSequence;
    private long first;

    private CommitRequest(
            List<Change> changes, @Nullable UUID reserveFor, int count, long headerSequence) {
        this.changes = changes;
        this.reserveFor = reserveFor;
        this.count = count;
        this.headerSequence = headerSequence;
    }

    static CommitRequest changes(List<Change> changes) {
        return new CommitRequest(List.copyOf(changes), null, 0, 0);
    }

    static CommitRequest reserve(UUID id, int count) {
        return new CommitRequest(List.of(), id, count, 0);
    }

    static CommitRequest sealHeader(long sequence) {
        return new CommitRequest(List.of(), null, 0, sequence);
    }

    List<Change> changes() {
        return changes;
    }

    @Nullable UUID reserveFor() {
        return reserveFor;
    }

    int count() {
        return count;
    }

    long headerSequence() {
        return headerSequence;
    }

    /** The first number of the range; set by the commit. */
    void first(long number) {
        first = number;
    }

    long first() {
        return first;
    }
}
