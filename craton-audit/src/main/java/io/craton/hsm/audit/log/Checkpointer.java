package io.craton.hsm.audit.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.proof.AuditProver;
import io.craton.hsm.audit.proof.Checkpoint;
import io.craton.hsm.audit.proof.CheckpointFile;
import io.craton.hsm.audit.proof.MerkleFrontier;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.CheckpointSigner;
import io.craton.hsm.spi.Surroundings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs checkpoints on a thread of its own: a signer whose key is in a token makes audit records
 * itself, so it must be called neither by the writer nor with a lock held. Its state is under
 * {@link #lock}.
 */
public final class Checkpointer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

    private final Path file;
    private final String origin;
    private final FileRules rules;
    private final Clock clock;
    private final LogDrain drain;
    private final List<CheckpointSigner> signers;
    private final long everyRecords;
    private final long everyNanos;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private long size;

    @GuardedBy("lock")
    private long signedSize;

    @GuardedBy("lock")
    private boolean closing;

    private Checkpointer(
            Path log,
            FileRules rules,
            Surroundings surroundings,
            LogDrain drain,
            List<CheckpointSigner> signers,
            long everyRecords,
            Duration every) {
        this.file = CheckpointFile.of(log);
        this.origin = signers.get(0).keyName();
        this.rules = rules;
        this.clock = surroundings.clock();
        this.drain = drain;
        this.signers = List.copyOf(signers);
        this.everyRecords = Math.max(1, everyRecords);
        this.everyNanos = Math.max(1, every.toNanos());
        this.thread = surroundings.threads().daemon("craton-audit checkpoints", this);
    }

    /**
     * Starts; makes the tree first if none is kept, from all lines since the first.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if they are not at hand, or are not those that
     *     the last checkpoint was made of
     */
    static Checkpointer start(
            Path log,
            FileRules rules,
            Surroundings surroundings,
            LogDrain drain,
            List<CheckpointSigner> signers,
            long everyRecords,
            Duration every) {
        Checkpointer checkpointer =
                new Checkpointer(log, rules, surroundings, drain, signers, everyRecords, every);
        drain.lock.lock();
        try {
            Optional<Checkpoint> last = CheckpointFile.last(checkpointer.file);
            MerkleFrontier tree = drain.tree();
            if (tree == null) {
                tree = rebuild(log, drain.settled(), last.orElse(null));
                drain.tree(tree);
            }
            long signed = last.map(Checkpoint::size).orElse(0L);
            if (signed > tree.size()) {
                throw new IOException(
                        "the last checkpoint is of "
                                + signed
                                + " lines and the log has "
                                + tree.size()
                                + ": it was cut or put back, or the checkpoint is forged");
            }
            checkpointer.begin(tree.size(), signed);
            drain.treeListener(checkpointer::settled);
        } catch (IOException | IllegalArgumentException e) {
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR,
                    "no checkpoints can be made of the audit log " + log + ": " + e.getMessage(),
                    e);
        } finally {
            drain.lock.unlock();
        }
        checkpointer.thread.start();
        return checkpointer;
    }

    /**
     * The tree over the lines of a log and its segments; refuses if it does not continue the last
     * checkpoint.
     */
    public static MerkleFrontier rebuild(Path log, long lines, @Nullable Checkpoint last)
            throws IOException {
        AuditProver prover = AuditProver.of(AuditSource.withRotated(log));
        MerkleFrontier tree = prover.tree(lines);
        if (last != null
                && (last.size() > lines
                        || !Arrays.equals(prover.tree(last.size()).root(), last.root()))) {
            throw new IOException(
                    "its first "
                            + last.size()
                            + " lines are not those of the last checkpoint: the log was changed since");
        }
        return tree;
    }

    private void begin(long treeSize, long lastSignedSize) {
        lock.lock();
        try {
            size = treeSize;
            signedSize = lastSignedSize;
        } finally {
            lock.unlock();
        }
    }

    private void settled(long newSize) {
        lock.lock();
        try {
            size = newSize;
            if (size - signedSize >= everyRecords) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        while (awaitDue()) {
            sign();
        }
        sign();
    }

    /** Waits until a checkpoint is due; false if the log is being closed. */
    private boolean awaitDue() {
        lock.lock();
        try {
            long left = everyNanos;
            while (!closing && size - signedSize < everyRecords) {
                if (left <= 0) {
                    if (size > signedSize) {
                        return true;
                    }
                    left = everyNanos;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    // the thread belongs to the log alone: an interrupt has no meaning for it
                    left = everyNanos;
                }
            }
            return !closing;
        } finally {
            lock.unlock();
        }
    }

    private void sign() {
        MerkleFrontier tree;
        Checkpoint checkpoint;
        drain.lock.lock();
        try {
            tree = drain.tree();
            if (tree == null || tree.size() <= signedSize()) {
                return;
            }
            checkpoint = Checkpoint.unsigned(origin, tree.size(), tree.root());
        } finally {
            drain.lock.unlock();
        }
        boolean signed = false;
        for (CheckpointSigner signer : signers) {
            try {
                checkpoint = checkpoint.sign(signer, NoteKey.ofLog(signer), clock.instant());
                signed = true;
            } catch (RuntimeException e) {
                LOG.warn(
                        "a checkpoint of the audit log was not signed by {}: {}",
                        signer.keyName(),
                        Causes.of(e));
            }
        }
        if (signed) {
            try {
                CheckpointFile.append(file, rules, checkpoint);
            } catch (IOException | HsmException e) {
                LOG.error("a checkpoint of the audit log was not written to {}", file, e);
            }
        }
        done(checkpoint.size());
    }

    private long signedSize() {
        lock.lock();
        try {
            return signedSize;
        } finally {
            lock.unlock();
        }
    }

    private void done(long newSignedSize) {
        lock.lock();
        try {
            signedSize = newSignedSize;
        } finally {
            lock.unlock();
        }
    }

    /** Signs what is left and ends. */
    void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                TimeUnit.MILLISECONDS.timedJoin(thread, 1000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
