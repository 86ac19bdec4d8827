package io.craton.hsm.audit.log;

import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.file.LogTail;
import io.craton.hsm.audit.file.Rotation;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.line.LineEncoder;
import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.audit.proof.MerkleFrontier;
import io.craton.hsm.audit.state.HeadFile;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes lines from the ring to the file. Everything here is under {@link #lock}; who also needs the
 * queue's lock takes it second. Forcing to the disk is outside, so that others can write meanwhile.
 */
public final class LogDrain {
    private static final Logger LOG = LoggerFactory.getLogger(LogDrain.class);

    /** What is written at once: what comes in a burst while the writer gathers. */
    private static final int BATCH = 256 * 1024;

    private static final long HEAD_FORCE_NANOS = 5_000_000_000L;

    /** Held while the file is written. */
    final ReentrantLock lock = new ReentrantLock();

    private final Path path;
    private final LogFile.Opener opener;
    private final LineRing ring;
    private final @Nullable HeadFile headFile;
    private final byte[] batch = new byte[BATCH];
    private final ChainPoint taken = new ChainPoint();
    private final ChainPoint next = new ChainPoint();
    private LogFile file;
    private long lengthSeen;

    /** Why a write failed that has not been repaired yet, or null. */
    private @Nullable Exception damage;

    private volatile boolean rotating;
    private @Nullable MerkleFrontier tree;
    private LongConsumer treeListener = size -> {};
    private long settled;
    private ChainPoint forced;
    private final LongSupplier nanoTime;
    private long headForced;

    public LogDrain(
            Path path,
            LogFile.Opener opener,
            LogFile file,
            LineRing ring,
            @Nullable HeadFile headFile,
            ChainPoint head,
            LongSupplier nanoTime)
            throws IOException {
        this.nanoTime = nanoTime;
        this.headForced = nanoTime.getAsLong();
        this.path = path;
        this.opener = opener;
        this.file = file;
        this.ring = ring;
        this.headFile = headFile;
        this.lengthSeen = file.length();
        this.settled = head.sequence;
        this.forced = head.copy();
        taken.copyFrom(head);
    }

    /** The last line in the file. */
    ChainPoint taken() {
        return taken.copy();
    }

    /** Writes all lines of the ring to the file. */
    void drain() throws IOException {
        Exception reason = damage;
        if (reason != null) {
            throw new IOException(
                    "the end of the audit log is still damaged by an earlier failure", reason);
        }
        for (int length = ring.copy(batch, next); length > 0; length = ring.copy(batch, next)) {
            file.append(batch, 0, length);
            ring.taken(next.ringPosition);
            taken.copyFrom(next);
        }
    }

    /** Forces the file to the disk; called by the writer alone, without the lock. */
    void force() throws IOException {
        file.force();
    }

    /**
     * Looks whether the file is still the one that the path names, and whether somebody has emptied
     * it.
     */
    void lookAround() throws IOException {
        if (file.replaced()) {
            LOG.info(
                    "the audit log {} was moved or deleted; its chain goes on in a fresh file",
                    path);
            LogFile fresh = opener.open();
            file.close();
            file = fresh;
            gone();
        }
        long length = file.length();
        if (length < lengthSeen) {
            gone();
            LOG.info(
                    "the audit log {} was truncated from {} to {} bytes; its chain goes on",
                    path,
                    lengthSeen,
                    length);
        }
        lengthSeen = length;
    }

    /** The lines so far are somebody else's, and not to be looked for in the file. */
    private void gone() {
        forced = taken.copy();
    }

    /** The file is on the disk up to a line. */
    void forced(ChainPoint point) {
        forced = point.copy();
    }

    /** A write failed: the next one has to be preceded by {@link #repair}. */
    void damage(Exception cause) {
        if (damage == null) {
            damage = cause;
        }
    }

    /**
     * Takes a half-written line away, and lines that were taken back.
     *
     * @param keep the last line that stays
     */
    void repair(ChainPoint keep) throws IOException {
        if (damage == null) {
            return;
        }
        if (taken.sequence > keep.sequence) {
            taken.copyFrom(keep);
        }
        LogTail tail = new LogTail(file);
        long end = tail.completeLength();
        file.truncate(end);
        EntryScanner scanner = new EntryScanner();
        long last = 0;
        for (LogTail.Line line = tail.lineBefore(end); line != null; line = tail.lineBefore(end)) {
            byte[] bytes = line.bytes().copy();
            if (scanner.scan(bytes, 0, bytes.length, null) != null) {
                break;
            }
            last = scanner.sequence();
            if (last <= keep.sequence) {
                break;
            }
            end = line.start();
            file.truncate(end);
        }
        ring.takenUpTo(Math.min(last, keep.sequence), taken);
        lengthSeen = end;
        requireRoom(end);
        damage = null;
    }

    /**
     * Makes sure that a line fits: with nothing left to write, a full disk would look healed. Zeros
     * that a kill leaves behind are taken away by the next start.
     */
    private void requireRoom(long end) throws IOException {
        file.append(new byte[LineEncoder.MAX_LINE], 0, LineEncoder.MAX_LINE);
        file.truncate(end);
    }

    /**
     * Remembers the log up to a point and frees its room in the ring.
     *
     * @param closing whether everything is on the disk and nothing comes after it
     */
    void settle(ChainPoint point, Map<Integer, StoreMark> marks, boolean closing)
            throws IOException {
        if (point.sequence < settled) {
            // a caller that made room has been here since
            return;
        }
        // a copy: if the head cannot be written these lines come again
        MerkleFrontier frontier = tree == null ? null : tree.copy();
        if (frontier != null) {
            ring.observeSettled(point.ringPosition, frontier);
        }
        if (headFile != null) {
            List<String> roots = frontier == null ? List.of() : frontier.toHex();
            remember(headFile, point.head(marks, roots, closing ? null : forced), closing);
        }
        ring.settled(point.ringPosition);
        settled = point.sequence;
        if (frontier != null) {
            tree = frontier;
            treeListener.accept(frontier.size());
        }
    }

    /**
     * Writes the head, into both copies for the last time. It is forced seldom: how far the log was
     * forced at least is all that it has to tell after a loss of power.
     */
    private void remember(HeadFile to, ChainHead head, boolean closing) throws IOException {
        to.write(head);
        long now = nanoTime.getAsLong();
        if (closing) {
            to.force();
            to.write(head);
        }
        if (closing || now - headForced > HEAD_FORCE_NANOS) {
            to.force();
            headForced = now;
        }
    }

    /** The number of the last line that is settled. */
    long settled() {
        return settled;
    }

    /** The Merkle tree over the lines that are settled, or null if none is kept. */
    public @Nullable MerkleFrontier tree() {
        return tree;
    }

    /** Keeps a Merkle tree from now on; it has all lines that are settled. */
    public void tree(@Nullable MerkleFrontier newTree) {
        tree = newTree;
    }

    /** The listener gets the size of the tree each time that lines are settled. */
    void treeListener(LongConsumer listener) {
        treeListener = listener;
    }

    /** Copies the file to a new one and empties it. */
    void rotate(Path archive, Rotation rotation) throws IOException {
        rotating = true;
        try {
            drain();
            file.force();
            rotation.run(file, archive);
            lengthSeen = 0;
            gone();
        } finally {
            rotating = false;
        }
    }

    /** Whether the lock is held for as long as it takes to copy the file. */
    boolean rotating() {
        return rotating;
    }

    void close() throws IOException {
        try {
            if (headFile != null) {
                headFile.close();
            }
        } finally {
            file.close();
        }
    }
}
