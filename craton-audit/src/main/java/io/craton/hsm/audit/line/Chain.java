package io.craton.hsm.audit.line;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines and links each to the one before. Its owner is the log, under the log's lock. Time
 * never goes back: when the clock does, the time of a line is a nanosecond after that of the line
 * before, and if it was by a second or more, a line of its own says so first.
 */
public final class Chain {
    private static final long STEP_SECONDS = 1;

    private final Clock clock;
    private final LineEncoder encoder = new LineEncoder();
    private final Sha256 sha256 = new Sha256();
    private final ChainPoint head = new ChainPoint();
    private final ChainPoint next = new ChainPoint();

    /** How far the clock is behind the chain, in seconds, if that is to be said; else 0. */
    private long behind;

    /** The line that said how far the clock was put back; 0 if it has caught up since. */
    private long announced;

    public Chain(Clock clock) {
        this.clock = clock;
        reset(head);
    }

    /** The line that {@link #prepare} made. */
    public byte[] line() {
        return encoder.buffer();
    }

    /** The last line of the chain. */
    public ChainPoint head() {
        return head;
    }

    /** What the head will be after {@link #advance}. */
    public ChainPoint next() {
        return next;
    }

    /** Makes the line of a record and hashes it; the chain goes on only with {@link #advance}. */
    public int prepare(AuditRecord record, long pid) {
        next.sequence = head.sequence + 1;
        Instant now = clock.instant();
        next.epochSecond = now.getEpochSecond();
        next.nano = now.getNano();
        if (next.epochSecond < head.epochSecond
                || (next.epochSecond == head.epochSecond && next.nano <= head.nano)) {
            int begun = now.getNano() > head.nano ? 1 : 0;
            noteStep(head.epochSecond - now.getEpochSecond() - begun);
            boolean carry = head.nano == 999_999_999;
            next.epochSecond = head.epochSecond + (carry ? 1 : 0);
            next.nano = carry ? 0 : head.nano + 1;
        } else {
            behind = 0;
            announced = 0;
        }
        int length = encoder.encode(record, next, pid, head.hash);
        sha256.hash(encoder.buffer(), 0, length, next.hash);
        return length;
    }

    private void noteStep(long seconds) {
        // A line that said so may have been taken back since.
        boolean known = announced != 0 && announced <= head.sequence;
        behind = known || seconds < STEP_SECONDS ? 0 : seconds;
    }

    /** What has to be recorded before the record that was prepared, or null. */
    public @Nullable AuditRecord step() {
        if (behind == 0) {
            return null;
        }
        announced = head.sequence + 1;
        return AuditRecord.module(
                AuditEvent.CHAIN_CONTINUITY,
                ReturnCode.CKR_GENERAL_ERROR,
                AuditDetail.CLOCK_BACK.with(behind, clock.instant(), head.time()));
    }

    /** Makes the prepared line the head. */
    public void advance() {
        reset(next);
    }

    /** Makes a line the head. */
    public void reset(ChainPoint point) {
        head.copyFrom(point);
    }
}
