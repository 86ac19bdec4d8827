package io.craton.hsm.audit.log;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.Rotation;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.CheckpointSigner;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open log: decides what is written and how a call waits for it. The chain is in {@link
 * LogQueue}, the file in {@link LogDrain}, and {@link LogWriter} is the thread between them.
 */
public final class FileAuditLog implements AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(FileAuditLog.class);

    private final AuditSettings settings;
    private final FileRules rules;
    private final StoreMarks marks;
    private final LogQueue queue;
    private final LogDrain drain;
    private final LogWriter writer;
    private final Thread thread;
    private final AutoCloseable owned;
    private final long pid;
    private final AtomicReference<@Nullable Checkpointer> checkpointer = new AtomicReference<>();

    public FileAuditLog(
            AuditSettings settings,
            FileRules rules,
            StoreMarks marks,
            LogQueue queue,
            LogDrain drain,
            long pid,
            AutoCloseable owned) {
        this.settings = settings;
        this.rules = rules;
        this.marks = marks;
        this.queue = queue;
        this.drain = drain;
        this.pid = pid;
        this.owned = owned;
        this.writer = new LogWriter(queue, drain, marks);
        String name = "craton-audit " + settings.file().getFileName();
        this.thread = settings.surroundings().threads().daemon(name, writer);
    }

    /** Starts the writer; the log can be used then. */
    public void start() {
        thread.start();
    }

    @Override
    public void record(AuditRecord record) {
        requireSameProcess();
        AuditEvent event = record.event();
        if (!writes(settings.level(), event.category())) {
            marks.remember(record);
        } else if (record.durable() || settings.durability() == AuditSettings.Durability.SYNC) {
            queue.appendDurably(record);
        } else {
            long line = queue.append(record);
            if (line != LogQueue.DONE) {
                writeNow(line);
            }
        }
    }

    /** Whether a level has a category: each has what the next narrower one has, and more. */
    static boolean writes(AuditSettings.Level level, AuditEvent.Category category) {
        return switch (category) {
            case ADMIN -> level != AuditSettings.Level.NONE;
            case AUTH ->
                    level == AuditSettings.Level.AUTH || writes(level, AuditEvent.Category.CRYPTO);
            case CRYPTO -> level == AuditSettings.Level.CRYPTO || level == AuditSettings.Level.ALL;
            case SESSION, OBJECT -> level == AuditSettings.Level.ALL;
        };
    }

    private boolean foreign() {
        return settings.processId().getAsLong() != pid;
    }

    /**
     * A forked child has a copy of the chain, and the spool itself: a line of its own would fork
     * the one and damage the other.
     */
    private void requireSameProcess() {
        if (foreign()) {
            String owner = "the audit log belongs to process " + pid;
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                    owner + "; open the module again in this one");
        }
    }

    private void writeNow(long line) {
        if (settings.stateDirectory() == null || !drain.rotating()) {
            drain.lock.lock();
        } else if (!drain.lock.tryLock()) {
            // the line is in the spool, and the copying of a long log is followed by the writer
            return;
        }
        try {
            drain.drain();
            if (queue.filled(3)) {
                // the writer is busy with the disk: make room without it
                drain.settle(queue.settleable(drain.taken()), marks.all(), false);
                queue.settled();
            }
        } catch (IOException | RuntimeException | Error e) {
            // another call may have written this line before; then it is a later one that failed
            boolean own = drain.taken().sequence < line;
            Exception failure = LogWriter.asException(e);
            drain.damage(failure);
            queue.failed(failure, own ? line : LogQueue.DONE);
            if (own) {
                throw LogQueue.notWritten(failure);
            }
        } finally {
            drain.lock.unlock();
        }
    }

    @Override
    public void requireWritable() {
        requireSameProcess();
        queue.requireWritable();
    }

    @Override
    public Optional<StoreMark> lastStoreMark(int slot) {
        return marks.last(slot);
    }

    @Override
    public void flush() {
        requireSameProcess();
        queue.flush();
    }

    @Override
    public void rotate(Path archive) {
        requireSameProcess();
        queue.flush();
        drain.lock.lock();
        try {
            drain.rotate(archive, new Rotation(settings.stateDirectory(), rules));
        } catch (IOException e) {
            String failed = settings.file() + " was not rotated to " + archive;
            String advice =
                    "; it is as it was: name a file that does not exist, on a disk with room";
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR, "the audit log " + failed + advice, e);
        } finally {
            drain.lock.unlock();
        }
        record(
                AuditRecord.module(
                        AuditEvent.ROTATE,
                        ReturnCode.CKR_OK,
                        AuditDetail.ARCHIVED.with(archive.getFileName())));
    }

    /** Waits until everything recorded so far is on disk and in the Merkle tree. */
    private void settle() {
        queue.flush();
        drain.lock.lock();
        try {
            drain.settle(queue.settleable(drain.taken()), marks.all(), false);
        } catch (IOException e) {
            throw LogQueue.notWritten(e);
        } finally {
            drain.lock.unlock();
        }
    }

    @Override
    public void checkpoints(List<CheckpointSigner> signers, long everyRecords, Duration every) {
        requireSameProcess();
        endCheckpoints();
        if (!signers.isEmpty()) {
            settle();
            Checkpointer started =
                    Checkpointer.start(
                            settings.file(),
                            rules,
                            settings.surroundings(),
                            drain,
                            signers,
                            everyRecords,
                            every);
            checkpointer.set(started);
        }
    }

    /** Signs what there is, and no more. */
    private void endCheckpoints() {
        Checkpointer last = checkpointer.getAndSet(null);
        if (last != null) {
            try {
                settle();
            } catch (HsmException e) {
                LOG.warn(
                        "the last checkpoint of the audit log does not have its last lines: {}",
                        Causes.of(e));
            }
            last.close();
        }
    }

    @Override
    public void close() {
        if (foreign()) {
            return;
        }
        endCheckpoints();
        if (!queue.close()) {
            return;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Exception failure = closing(owned, closing(drain::close, writer.lastFailure()));
        if (failure != null) {
            throw LogQueue.notWritten(failure);
        }
    }

    /** Closes a part, whatever failed before; returns the first failure. */
    private static @Nullable Exception closing(AutoCloseable part, @Nullable Exception before) {
        try {
            part.close();
            return before;
        } catch (Exception e) {
            return before == null ? e : before;
        }
    }
}
