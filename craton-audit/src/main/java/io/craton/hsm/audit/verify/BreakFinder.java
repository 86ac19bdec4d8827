package io.craton.hsm.audit.verify;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.DamagedSegmentException;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.verify.ChainVerification.Break;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Says why a line does not fit, by a second look at the whole log: is the line itself whole, does
 * the one that belongs here come later, does the one that it follows come earlier?
 */
final class BreakFinder {
    private final AuditSource source;
    private final Path segment;
    private final long lineInSegment;
    private final long ordinal;
    private final String hash;
    private final long sequence;
    private final String claimed;

    private @Nullable Path segmentBefore;
    private long lineBefore;

    /** Whether the next line follows this one: its bytes are then the ones that were written. */
    private boolean intact;

    private boolean last;
    private boolean successorLater;
    private boolean predecessorEarlier;
    private boolean predecessorLater;

    /**
     * The present line of a cursor.
     *
     * @param sequence its sequence number
     * @param claimed the hash of the line that it says it follows
     */
    BreakFinder(AuditSource source, LineCursor cursor, byte[] line, long sequence, String claimed) {
        this.source = source;
        this.segment = cursor.segment();
        this.lineInSegment = cursor.lineInSegment();
        this.ordinal = cursor.ordinal();
        this.hash = HexFormat.of().formatHex(Sha256.of(line));
        this.sequence = sequence;
        this.claimed = claimed;
    }

    /** The first line does not start the log as it should. */
    Break firstLine(boolean properStart) throws IOException {
        look(ChainHead.GENESIS_HASH);
        return properStart && intact
                ? here(
                        BreakReason.REMOVED,
                        "it does not follow the entry that was given as the one before; entries"
                                + " before "
                                + sequence
                                + " are missing")
                : here(BreakReason.EDITED, "it does not follow the entry before it");
    }

    /** The line names the one before it, but its number or its time does not follow. */
    Break linked(long before, boolean later) throws IOException {
        look(claimed);
        if (!later && sequence == before + 1 && (intact || last)) {
            return here(
                    BreakReason.CLOCK_BACKWARDS,
                    "entry " + sequence + " is older than the one before it");
        }
        return here(
                BreakReason.EDITED,
                "the number or the time of entry " + (before + 1) + " was changed");
    }

    /**
     * The line does not name the one before it.
     *
     * @param before the number of the line before
     * @param hashBefore the hash of the line before
     */
    Break notLinked(long before, String hashBefore) throws IOException {
        look(hashBefore);
        if (predecessorEarlier || (sequence == 1 && claimed.equals(ChainHead.GENESIS_HASH))) {
            return here(
                    BreakReason.FORKED,
                    "entry " + sequence + " follows an earlier line than the one before it");
        }
        if (successorLater) {
            return predecessorLater || intact || sequence > before + 1
                    ? here(
                            BreakReason.REORDERED,
                            "entry " + (before + 1) + " comes later in the log")
                    : here(BreakReason.EDITED, "this line does not belong to the chain");
        }
        if (sequence > before + 1) {
            return here(
                    BreakReason.REMOVED,
                    "entries " + (before + 1) + " to " + (sequence - 1) + " are missing");
        }
        Path editedSegment = segmentBefore;
        if (sequence == before + 1 && (intact || last) && editedSegment != null) {
            return new Break(
                    editedSegment,
                    lineBefore,
                    BreakReason.EDITED,
                    "entry " + before + " was changed");
        }
        return here(BreakReason.EDITED, "entry " + (before + 1) + " was changed");
    }

    private Break here(BreakReason reason, String message) {
        return new Break(segment, lineInSegment, reason, message);
    }

    private void look(String hashBefore) throws IOException {
        Sha256 sha256 = new Sha256();
        byte[] digest = new byte[Sha256.LENGTH];
        EntryScanner scanner = new EntryScanner();
        last = true;
        try (LineCursor cursor = new LineCursor(source)) {
            LineReader reader;
            while ((reader = next(cursor)) != null) {
                long at = cursor.ordinal();
                if (at == ordinal) {
                    continue;
                }
                sha256.hash(reader.buffer(), reader.start(), reader.end() - reader.start(), digest);
                boolean predecessor = HexFormat.of().formatHex(digest).equals(claimed);
                if (at == ordinal - 1) {
                    segmentBefore = cursor.segment();
                    lineBefore = cursor.lineInSegment();
                } else if (at < ordinal) {
                    predecessorEarlier |= predecessor;
                } else {
                    last = false;
                    predecessorLater |= predecessor;
                    follower(reader, scanner, at, hashBefore);
                }
            }
        }
    }

    /** The next line; what comes after a damaged place is not seen. */
    private static @Nullable LineReader next(LineCursor cursor) throws IOException {
        try {
            return cursor.next();
        } catch (DamagedSegmentException e) {
            return null;
        }
    }

    private void follower(LineReader reader, EntryScanner scanner, long at, String hashBefore) {
        if (scanner.scan(reader.buffer(), reader.start(), reader.end(), null) == null) {
            String follows =
                    new String(
                            reader.buffer(),
                            scanner.hashStart(),
                            2 * Sha256.LENGTH,
                            StandardCharsets.US_ASCII);
            intact |= at == ordinal + 1 && follows.equals(hash);
            successorLater |= follows.equals(hashBefore);
        }
    }
}
