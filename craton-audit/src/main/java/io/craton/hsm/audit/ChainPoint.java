package io.craton.hsm.audit;

import java.time.Instant;

/**
 * A place in the chain: the line that was written last there. Mutable; each instance has one owner.
 */
final class ChainPoint {
    long sequence;
    long epochSecond;
    int nano;
    final byte[] hash = new byte[Sha256.LENGTH];

    /** The position in the ring after the line. */
    long ringPosition;

    void copyFrom(ChainPoint other) {
        sequence = other.sequence;
        epochSecond = other.epochSecond;
        nano = other.nano;
        ringPosition = other.ringPosition;
        System.arraycopy(other.hash, 0, hash, 0, Sha256.LENGTH);
    }

    ChainPoint copy() {
        ChainPoint copy = new ChainPoint();
        copy.copyFrom(this);
        return copy;
    }

    Instant time() {
        return Instant.ofEpochSecond(epochSecond, nano);
    }

    void time(Instant time) {
        epochSecond = time.getEpochSecond();
        nano = time.getNano();
    }
}
