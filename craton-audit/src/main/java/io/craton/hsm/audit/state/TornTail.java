package io.craton.hsm.audit.state;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.DirectorySync;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.file.LogTail;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.line.Sha256;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a loss of power has left of the lines that had not been forced to the disk: after the last
 * one that had, sectors may be there or not, in any order. The log goes on from the last line that
 * is whole and follows the one before; what is behind it is kept beside the log. Lines up to the
 * one that was forced are not looked at: a hole there is not what a loss of power leaves, and stays
 * for every verification to see.
 */
final class TornTail {
    private static final int PIECE = 64 * 1024;

    private final LogTail tail;
    private final EntryScanner scanner = new EntryScanner();
    private final ChainHead.Forced forced;

    /** Where the lines start that come after the forced one, the first one first, and their end. */
    private final Deque<Long> starts = new ArrayDeque<>();

    /** The last line that is good; has the forced one's place at first. */
    private final ChainPoint good = new ChainPoint();

    private TornTail(LogFile file, ChainHead.Forced forced) {
        this.tail = new LogTail(file);
        this.forced = forced;
    }

    /**
     * What was found.
     *
     * @param last the last good line; only its number and its hash are set if it is the forced one
     * @param end the offset after it
     */
    record Found(ChainPoint last, long end) {}

    /**
     * Looks at a log that was not closed.
     *
     * @return null if the line that was forced is not there: then it was not the power
     */
    static @Nullable Found look(LogFile file, ChainHead.Forced forced) throws IOException {
        TornTail torn = new TornTail(file, forced);
        return torn.findForced() ? torn.follow() : null;
    }

    /** Goes back to the forced line, or to the start of a file that begins after it. */
    private boolean findForced() throws IOException {
        good.sequence = forced.sequence();
        System.arraycopy(HexFormat.of().parseHex(forced.hash()), 0, good.hash, 0, Sha256.LENGTH);
        long at = tail.completeLength();
        starts.addFirst(at);
        for (LogTail.Line line = tail.lineBefore(at); line != null; line = tail.lineBefore(at)) {
            byte[] bytes = line.bytes().copy();
            long number = scan(bytes);
            if (number >= 0 && number <= forced.sequence()) {
                return number == forced.sequence() && Arrays.equals(good.hash, Sha256.of(bytes));
            }
            at = line.start();
            starts.addFirst(at);
        }
        return true;
    }

    private Found follow() throws IOException {
        long end = starts.removeFirst();
        while (!starts.isEmpty()) {
            LogTail.Line line = tail.lineBefore(starts.getFirst());
            if (line == null || !follows(line.bytes().copy(), end == 0)) {
                break;
            }
            end = starts.removeFirst();
        }
        return new Found(good, end);
    }

    /** The first line of a file may follow one of a segment that was taken away. */
    private boolean follows(byte[] line, boolean first) {
        AuditEntry entry = AuditEntry.parse(line).orElse(null);
        if (entry == null) {
            return false;
        }
        boolean next =
                entry.sequence() == good.sequence + 1
                        && entry.previousHash().equals(HexFormat.of().formatHex(good.hash));
        if (!next && !(first && entry.sequence() > good.sequence + 1)) {
            return false;
        }
        good.sequence = entry.sequence();
        good.time(entry.time());
        System.arraycopy(Sha256.of(line), 0, good.hash, 0, Sha256.LENGTH);
        return true;
    }

    private long scan(byte[] line) {
        return scanner.scan(line, 0, line.length, null) == null ? scanner.sequence() : -1;
    }

    /** Where the rest of a log is kept. */
    static Path beside(Path log, long lastGood) {
        for (int number = 0; ; number++) {
            String which = number == 0 ? "" : "-" + number;
            Path free =
                    log.resolveSibling(
                            log.getFileName() + ".after-" + lastGood + which + AuditSource.TORN);
            if (!Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
                return free;
            }
        }
    }

    /** Copies the bytes from an offset on to a new file, durably, and takes them off the log. */
    static void putAside(LogFile file, long from, Path where, FileRules rules) throws IOException {
        rules.createNew(where);
        byte[] piece = new byte[PIECE];
        long length = file.length();
        try (FileOutputStream out = rules.append(where)) {
            for (long at = from; at < length; at += piece.length) {
                int count = (int) Math.min(piece.length, length - at);
                file.read(at, piece, 0, count);
                out.write(piece, 0, count);
            }
            out.getFD().sync();
        }
        DirectorySync.force(where);
        file.truncate(from);
    }
}
