package io.craton.hsm.audit.line;

import io.craton.hsm.spi.TokenStore.StoreMark;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in the chain: the line that was written last there. Mutable; each instance has one owner.
 */
public final class ChainPoint {
    public long sequence;
    public long epochSecond;
    public int nano;
    public final byte[] hash = new byte[Sha256.LENGTH];

    /** The position in the ring after the line. */
    public long ringPosition;

    public void copyFrom(ChainPoint other) {
        sequence = other.sequence;
        epochSecond = other.epochSecond;
        nano = other.nano;
        ringPosition = other.ringPosition;
        System.arraycopy(other.hash, 0, hash, 0, Sha256.LENGTH);
    }

    public ChainPoint copy() {
        ChainPoint copy = new ChainPoint();
        copy.copyFrom(this);
        return copy;
    }

    /**
     * The head to remember of a log that ends here.
     *
     * @param forced up to where it is on the disk; null if that is all of it, and the log is closed
     */
    public ChainHead head(
            Map<Integer, StoreMark> marks, List<String> tree, @Nullable ChainPoint forced) {
        return new ChainHead(
                sequence,
                HexFormat.of().formatHex(hash),
                time(),
                marks,
                tree,
                Optional.ofNullable(forced).map(ChainPoint::forced));
    }

    private ChainHead.Forced forced() {
        return new ChainHead.Forced(sequence, HexFormat.of().formatHex(hash));
    }

    public Instant time() {
        return Instant.ofEpochSecond(epochSecond, nano);
    }

    public void time(Instant time) {
        epochSecond = time.getEpochSecond();
        nano = time.getNano();
    }
}
