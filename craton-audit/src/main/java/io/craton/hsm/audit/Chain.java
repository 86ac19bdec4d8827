package io.craton.hsm.audit;

import io.craton.hsm.spi.AuditRecord;
import java.time.Clock;
import java.time.Instant;

/**
 * Makes lines and links each to the one before. Its owner is the log, under the log's lock. Time
 * never goes back: when the clock does, the time of a line is a nanosecond after that of the line
 * before.
 */
final class Chain {
    private final Clock clock;
    private final LineEncoder encoder = new LineEncoder();
    private final Sha256 sha256 = new Sha256();
    private final ChainPoint head = new ChainPoint();
    private final ChainPoint next = new ChainPoint();
    private final byte[] headHex = new byte[2 * Sha256.LENGTH];

    Chain(Clock clock) {
        this.clock = clock;
        reset(head);
    }

    /** The line that {@link #prepare} made. */
    byte[] line() {
        return encoder.buffer();
    }

    /** The last line of the chain. */
    ChainPoint head() {
        return head;
    }

    /** What the head will be after {@link #advance}. */
    ChainPoint next() {
        return next;
    }

    /** Makes the line of a record and hashes it; the chain goes on only with {@link #advance}. */
    int prepare(AuditRecord record, long pid) {
        next.sequence = head.sequence + 1;
        Instant now = clock.instant();
        next.epochSecond = now.getEpochSecond();
        next.nano = now.getNano();
        if (next.epochSecond < head.epochSecond
                || (next.epochSecond == head.epochSecond && next.nano <= head.nano)) {
            boolean carry = head.nano == 999_999_999;
            next.epochSecond = head.epochSecond + (carry ? 1 : 0);
            next.nano = carry ? 0 : head.nano + 1;
        }
        int length =
                encoder.encode(record, next.sequence, next.epochSecond, next.nano, pid, headHex);
        sha256.hash(encoder.buffer(), 0, length, next.hash);
        return length;
    }

    /** Makes the prepared line the head. */
    void advance() {
        reset(next);
    }

    /** Makes a line the head. */
    void reset(ChainPoint point) {
        head.copyFrom(point);
        JsonText.putHex(head.hash, Sha256.LENGTH, headHex, 0);
    }
}
