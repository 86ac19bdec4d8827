package io.craton.hsm.audit.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.line.Chain;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.Causes;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where callers and the writer meet: the chain, the ring of lines and what is known of their fate.
 * Everything here is under {@link #lock}, which is never held while the disk is at work; waiting
 * ignores interrupts and leaves the flag set.
 *
 * <p>The way of a record:
 *
 * <ol>
 *   <li>Its caller chains it under the lock: number, time and hash are given, the line is in the
 *       ring.
 *   <li>Somebody takes the ring's lines to the file: the caller itself or the writer, as {@link
 *       Speed} says, with the drain's lock and without this one.
 *   <li>The writer forces the file once for all lines that wait, and wakes those who wait for it.
 *   <li>The head is remembered; after that the ring has the line's room again.
 * </ol>
 *
 * <p>When a write fails, the lines whose calls have not returned are taken out of the chain again
 * and their calls fail; lines whose calls have returned, and those of events that cannot be undone,
 * stay in the ring until there is room. Until a write succeeds, new records are refused.
 */
public final class LogQueue {
    /** How long the writer gathers lines that nobody waits for. */
    private static final long GATHER_NANOS = 1_000_000;

    /** How often the writer tries again after a failure, if nobody asks. */
    private static final long RETRY_NANOS = 1_000_000_000;

    /** A record that comes so long after the one before is written to the file by its own call. */
    private static final long QUIET_NANOS = 50_000;

    /** What {@link #append} answers if the caller has nothing more to do. */
    static final long DONE = 0;

    /** What the writer does next. Each does what those before it do, and more. */
    enum Step {
        /** Lines go to the file. */
        WRITE,
        /** The head is remembered, so that the ring has room again. */
        SETTLE,
        /** The file is forced to the disk in between. */
        FORCE
    }

    /** How records that nobody waits for get to the file. */
    public enum Speed {
        /** By the call itself. */
        DIRECT,
        /** By the call itself, unless records come so fast that the writer's batches are faster. */
        SPOOLED,
        /** By the writer. */
        LAZY
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition done = lock.newCondition();

    private final Chain chain;
    private final LineRing ring;
    private final Speed speed;
    private final long pid;
    private final StoreMarks marks;

    private final KeptLine kept;
    private final LongSupplier nanoTime;
    private final ForceTimer force;

    @GuardedBy("lock")
    private long lastAppend;

    @GuardedBy("lock")
    private long wanted;

    @GuardedBy("lock")
    private Epoch epoch;

    @GuardedBy("lock")
    private boolean asleep;

    @GuardedBy("lock")
    private boolean dozing;

    @GuardedBy("lock")
    private boolean retry;

    @GuardedBy("lock")
    private boolean closing;

    @GuardedBy("lock")
    private long attempts;

    @GuardedBy("lock")
    private long failures;

    @GuardedBy("lock")
    private @Nullable Exception failure;

    /**
     * The time between two failures: a line number may come again after a failure, so waiters keep
     * theirs.
     */
    private static final class Epoch {
        long forced;
        @Nullable Exception end;

        Epoch(long forced) {
            this.forced = forced;
        }
    }

    /**
     * @param pid the process whose lines they are
     * @param nanoTime the time that passes, in nanoseconds
     */
    public LogQueue(
            Chain chain,
            LineRing ring,
            Speed speed,
            long pid,
            StoreMarks marks,
            LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.force = new ForceTimer(nanoTime);
        this.lastAppend = nanoTime.getAsLong() - QUIET_NANOS;
        this.chain = chain;
        this.ring = ring;
        this.speed = speed;
        this.pid = pid;
        this.marks = marks;
        this.epoch = new Epoch(chain.head().sequence);
        this.kept = new KeptLine(chain.head());
    }

    /**
     * Chains a record that nobody waits for.
     *
     * @return the number of the line if the caller has to write it to the file now, else {@link
     *     #DONE}
     */
    long append(AuditRecord record) {
        lock.lock();
        try {
            // lines that wait for the writer are a burst, and this one is of it
            boolean quiet = speed == Speed.SPOOLED && ring.drained() && quiet();
            chainLine(record);
            kept.returned(chain.head());
            boolean write = speed == Speed.DIRECT || quiet || filled(3);
            if (asleep || (dozing && !write) || filled(2)) {
                work.signal();
            }
            return write ? chain.head().sequence : DONE;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private boolean quiet() {
        long before = lastAppend;
        lastAppend = nanoTime.getAsLong();
        return lastAppend - before > QUIET_NANOS;
    }

    /**
     * Chains a record and waits until it is on disk: in the log or, if that has no room for what
     * has happened already, in the spool, which has its room.
     */
    void appendDurably(AuditRecord record) {
        boolean stays = !record.event().revocable();
        Exception failed = chainAndForce(record, stays);
        if (failed != null && !(stays && ring.force())) {
            throw notWritten(failed);
        }
    }

    /** Throws if the line was not chained; answers why it is not on disk if it was. */
    private @Nullable Exception chainAndForce(AuditRecord record, boolean stays) {
        lock.lock();
        try {
            chainLine(record);
            if (stays) {
                kept.returned(chain.head());
            }
            Exception failed = awaitForced(chain.head().sequence);
            lastAppend = nanoTime.getAsLong() - QUIET_NANOS;
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses if the last write failed and another try fails too. */
    void requireWritable() {
        lock.lock();
        try {
            requireOpen();
            if (failure != null) {
                awaitRetry();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until everything chained so far is on disk. */
    void flush() {
        lock.lock();
        try {
            requireWritable();
            Exception failed = awaitForced(chain.head().sequence);
            if (failed != null) {
                throw notWritten(failed);
            }
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void chainLine(AuditRecord record) {
        for (boolean chained = false; !chained; ) {
            requireWritable();
            int length = chain.prepare(record, pid);
            AuditRecord step = chain.step();
            if (step != null) {
                length = chain.prepare(step, pid);
            }
            if (ring.hasRoom(length)) {
                ring.put(chain.line(), length, chain.next());
                chain.advance();
                marks.remember(step == null ? record : step);
                chained = step == null;
            } else {
                work.signal();
                done.awaitUninterruptibly();
            }
        }
    }

    @GuardedBy("lock")
    private void requireOpen() {
        if (closing) {
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR, "the audit log is closed; open the module again");
        }
    }

    /** Waits until a line is on disk; answers why it is not. */
    @GuardedBy("lock")
    private @Nullable Exception awaitForced(long sequence) {
        Epoch mine = epoch;
        wanted = Math.max(wanted, sequence);
        work.signal();
        while (mine.forced < sequence) {
            Exception end = mine.end;
            if (end != null) {
                return end;
            }
            done.awaitUninterruptibly();
        }
        return null;
    }

    @GuardedBy("lock")
    private void awaitRetry() {
        long attempt = attempts;
        retry = true;
        work.signal();
        while (failure != null) {
            if (attempts != attempt) {
                throw notWritten(failure);
            }
            done.awaitUninterruptibly();
        }
    }

    static HsmException notWritten(Exception cause) {
        return cause instanceof HsmException known
                ? known
                : new HsmException(
                        ReturnCode.CKR_GENERAL_ERROR,
                        "the audit log cannot be written ("
                                + Causes.of(cause)
                                + "); nothing is done unrecorded: make"
                                + " room or mend the disk, and try again",
                        cause);
    }

    /** For the writer: waits until there is something to do, and says what. */
    Step awaitWork() {
        lock.lock();
        try {
            while (!closing) {
                if (failure != null) {
                    if (retry || waited(RETRY_NANOS)) {
                        return Step.FORCE;
                    }
                } else if (wanted > epoch.forced) {
                    return Step.FORCE;
                } else if (!ring.drained() || filled(2)) {
                    return gather();
                } else if (force.running()) {
                    if (doze()) {
                        return Step.FORCE;
                    }
                } else {
                    sleep();
                }
            }
            return Step.FORCE;
        } finally {
            lock.unlock();
        }
    }

    /** There are lines to write: waits for more, unless they are many or somebody waits. */
    @GuardedBy("lock")
    private Step gather() {
        if (!filled(2)) {
            waited(GATHER_NANOS);
        }
        if (wanted > epoch.forced || closing || force.due()) {
            return Step.FORCE;
        }
        return filled(2) ? Step.SETTLE : Step.WRITE;
    }

    /** All lines are in the file; true if it is time to force them. */
    @GuardedBy("lock")
    private boolean doze() {
        dozing = true;
        boolean over = force.due() || waited(force.nanosLeft());
        dozing = false;
        return over;
    }

    /** All lines are on the disk. Who calls looks around again. */
    @GuardedBy("lock")
    @SuppressWarnings("WaitNotInLoop")
    private void sleep() {
        asleep = true;
        work.awaitUninterruptibly();
        asleep = false;
        if (ring.drained() && wanted <= epoch.forced && !closing) {
            // the caller writes its line itself; what is left is to force it in time
            force.start();
        }
    }

    /** Whether more quarters of the ring than this are waiting to be settled. */
    boolean filled(int quarters) {
        return ring.unsettled() > ring.capacity() / 4L * quarters;
    }

    /** Waits for work; true if there was none in that time. Who calls looks around again. */
    @SuppressWarnings("WaitNotInLoop")
    private boolean waited(long nanos) {
        try {
            return work.awaitNanos(nanos) <= 0;
        } catch (InterruptedException e) {
            // the writer belongs to the log alone: an interrupt only makes it look around
            return false;
        }
    }

    boolean closing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /** Refuses records from now on, and lets the writer end; false if that was done before. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closing;
            closing = true;
            work.signal();
            return first;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was so when the writer began to write.
     *
     * @param failures how many writes had failed
     * @param kept the last line that stays if this one fails
     */
    record Attempt(long failures, ChainPoint kept) {}

    /** For the writer, which holds the drain's lock: it begins to write. */
    Attempt begin() {
        lock.lock();
        try {
            return new Attempt(failures, kept.last().copy());
        } finally {
            lock.unlock();
        }
    }

    /**
     * For the writer: lines up to a point are in the file, and with {@link Step#FORCE} on disk.
     *
     * @return what to remember of the log: nothing in it can be taken back any more; null if a
     *     call's own write failed meanwhile, which then counts, or if there is nothing to remember
     */
    @Nullable ChainPoint written(Attempt attempt, ChainPoint point, Step step) {
        lock.lock();
        try {
            if (attempt.failures() != failures) {
                return null;
            }
            attempts++;
            failure = null;
            retry = false;
            if (step == Step.FORCE) {
                epoch.forced = Math.max(epoch.forced, point.sequence);
                kept.settled(point);
                force.stop();
            }
            if (chain.head().sequence > epoch.forced) {
                force.start();
            }
            done.signalAll();
            return step == Step.WRITE ? null : settleable(point);
        } finally {
            lock.unlock();
        }
    }

    /** The last line up to a point that no failure takes back, from now on. */
    ChainPoint settleable(ChainPoint point) {
        lock.lock();
        try {
            ChainPoint last = kept.last();
            ChainPoint settleable = (point.sequence <= last.sequence ? point : last).copy();
            kept.settled(settleable);
            return settleable;
        } finally {
            lock.unlock();
        }
    }

    /** For the writer: the ring has room again. */
    void settled() {
        lock.lock();
        try {
            done.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A write failed. The caller holds the drain's lock.
     *
     * @param own the line whose own call made the attempt and will fail, or {@link #DONE}
     */
    void failed(Exception cause, long own) {
        lock.lock();
        try {
            attempts++;
            failures++;
            failure = cause;
            retry = false;
            epoch.end = cause;
            epoch = new Epoch(epoch.forced);
            kept.withdraw(own);
            ChainPoint keep = kept.last();
            if (chain.head().sequence > keep.sequence) {
                chain.reset(keep);
                ring.cut(keep.ringPosition);
                wanted = Math.min(wanted, keep.sequence);
            }
            done.signalAll();
            work.signal();
        } finally {
            lock.unlock();
        }
    }
}
