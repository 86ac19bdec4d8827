package io.craton.hsm.store.record;

import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.header.HeaderSeal;
import io.craton.hsm.store.header.TokenHeader;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one caller wants to be committed: changes, numbers for a key, or a seal over the header. */
final class CommitRequest extends GroupCommit.Request {
    private final List<Change> changes;
    private final @Nullable UUID reserveFor;
    private final int count;
    private final @Nullable HeaderSeal header;
    private long first;

    private CommitRequest(
            List<Change> changes,
            @Nullable UUID reserveFor,
            int count,
            @Nullable HeaderSeal header) {
        this.changes = changes;
        this.reserveFor = reserveFor;
        this.count = count;
        this.header = header;
    }

    static CommitRequest changes(List<Change> changes) {
        return new CommitRequest(List.copyOf(changes), null, 0, null);
    }

    static CommitRequest reserve(UUID id, int count) {
        return new CommitRequest(List.of(), id, count, null);
    }

    static CommitRequest sealHeader(TokenHeader header) {
        return new CommitRequest(List.of(), null, 0, HeaderSeal.of(header));
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

    @Nullable HeaderSeal header() {
        return header;
    }

    /** The first number of the range; set by the commit. */
    void first(long number) {
        first = number;
    }

    long first() {
        return first;
    }
}
