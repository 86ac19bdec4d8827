package io.craton.hsm.store.spi;

import io.craton.hsm.spi.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A header as it is kept.
 *
 * @param sequence its number, at least 1; a later header has a higher one
 * @param image its bytes, at most 4096
 */
public record StoredHeader(long sequence, Bytes image) {
    // Written out: on JDK 17 the equals that a record is given keeps its class loader in memory.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredHeader that
                && sequence == that.sequence
                && image.equals(that.image);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(sequence) + image.hashCode();
    }
}
