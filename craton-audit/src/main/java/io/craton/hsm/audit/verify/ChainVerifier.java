package io.craton.hsm.audit.verify;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.DamagedSegmentException;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.Digits;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.audit.state.HeadFile;
import io.craton.hsm.audit.verify.ChainVerification.Break;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that every line of a log follows the one before it. Immutable; needs nothing but the
 * files.
 *
 * <p>A chain alone shows neither lines that were cut off at the end nor a log that was written anew
 * from some line on: give the head that was remembered, or use checkpoints.
 */
public final class ChainVerifier {
    private final @Nullable String previousHash;
    private final @Nullable String headHash;
    private final @Nullable ChainHead head;

    private ChainVerifier(
            @Nullable String previousHash, @Nullable String headHash, @Nullable ChainHead head) {
        this.previousHash = previousHash;
        this.headHash = headHash;
        this.head = head;
    }

    /**
     * A verifier that expects nothing of the first line but a proper start, and nothing of the
     * last.
     */
    public static ChainVerifier create() {
        return new ChainVerifier(null, null, null);
    }

    /**
     * Expects the first line to follow this one.
     *
     * @param hash the hash of the last line of the segment before: 64 lowercase hexadecimal digits
     */
    public ChainVerifier withPreviousHash(String hash) {
        return new ChainVerifier(checked(hash), headHash, head);
    }

    /**
     * Expects a line with this hash: the log may have grown after it.
     *
     * @param hash the hash of a line that was the last one once: 64 lowercase hexadecimal digits
     */
    public ChainVerifier withHead(String hash) {
        return new ChainVerifier(previousHash, checked(hash), head);
    }

    /** Expects the line that is remembered: see {@link #rememberedHead}. */
    public ChainVerifier withHead(ChainHead remembered) {
        return new ChainVerifier(previousHash, headHash, remembered);
    }

    /**
     * The head that the log's owner keeps in its state directory.
     *
     * @return empty if there is none that authenticates
     */
    public static Optional<ChainHead> rememberedHead(Path stateDirectory) throws IOException {
        return Optional.ofNullable(HeadFile.peek(stateDirectory));
    }

    private static String checked(String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException(
                    "a hash is 64 lowercase hexadecimal digits, not " + hash);
        }
        return hash;
    }

    /** Verifies a file, or the segments in a directory. */
    public ChainVerification verify(Path fileOrDirectory) throws IOException {
        return verify(AuditSource.of(fileOrDirectory));
    }

    /** Verifies the segments of a log. */
    public ChainVerification verify(AuditSource source) throws IOException {
        try (LineCursor cursor = new LineCursor(source)) {
            return new Pass(source, cursor).run();
        }
    }

    /** One reading of a log. */
    private final class Pass {
        private final AuditSource source;
        private final LineCursor cursor;
        private final Sha256 sha256 = new Sha256();
        private final EntryScanner scanner = new EntryScanner();
        private final byte[] hash = new byte[Sha256.LENGTH];
        private final byte[] hex = new byte[2 * Sha256.LENGTH];
        private final byte[] lastTime = new byte[EntryScanner.TIME_LENGTH];
        private long lines;
        private long first;
        private long last;
        private String before = ChainHead.GENESIS_HASH;
        private boolean headSeen;

        Pass(AuditSource source, LineCursor cursor) {
            this.source = source;
            this.cursor = cursor;
            Arrays.fill(hex, (byte) '0');
            if (previousHash != null) {
                System.arraycopy(
                        previousHash.getBytes(StandardCharsets.US_ASCII), 0, hex, 0, hex.length);
            }
        }

        ChainVerification run() throws IOException {
            byte[] wantedHead = headHash == null ? null : HexFormat.of().parseHex(headHash);
            headSeen = headHash == null || (previousHash != null && headHash.equals(previousHash));
            try {
                return readAll(wantedHead);
            } catch (DamagedSegmentException e) {
                BreakReason reason = e.cut() ? BreakReason.TRUNCATED : BreakReason.EDITED;
                long line = cursor.lineInSegment() + 1;
                String what = "the compressed segment is damaged from here on";
                return result(new Break(cursor.segment(), line, reason, what));
            }
        }

        private ChainVerification readAll(byte @Nullable [] wantedHead) throws IOException {
            for (LineReader reader = cursor.next(); reader != null; reader = cursor.next()) {
                byte[] bytes = reader.buffer();
                int start = reader.start();
                Break found = check(reader, bytes, start, reader.end());
                lines++;
                if (found != null) {
                    return result(found);
                }
                sha256.hash(bytes, start, reader.end() - start, hash);
                Digits.putHex(hash, hex, 0);
                last = scanner.sequence();
                System.arraycopy(bytes, scanner.timeStart(), lastTime, 0, lastTime.length);
                if (wantedHead != null && !headSeen) {
                    headSeen = Arrays.equals(hash, wantedHead);
                }
                if (head != null && last == head.sequence() && !text(hex).equals(head.hash())) {
                    String what = "entry " + last + " is not the one that was remembered";
                    return result(at(BreakReason.EDITED, what));
                }
            }
            return result(end());
        }

        private @Nullable Break check(LineReader reader, byte[] bytes, int start, int end)
                throws IOException {
            String problem = scanner.scan(bytes, start, end, null);
            if (problem != null) {
                return !reader.complete()
                        ? at(BreakReason.TRUNCATED, "the last line was cut off in the middle")
                        : at(BreakReason.MALFORMED, problem);
            }
            long sequence = scanner.sequence();
            int hashStart = scanner.hashStart();
            boolean links =
                    Arrays.equals(bytes, hashStart, hashStart + hex.length, hex, 0, hex.length);
            if (lines == 0) {
                first = sequence;
                before = new String(bytes, hashStart, hex.length, StandardCharsets.US_ASCII);
                boolean starts = (sequence == 1) == before.equals(ChainHead.GENESIS_HASH);
                if (previousHash == null ? starts : links && starts) {
                    return null;
                }
                return new BreakFinder(source, cursor, reader.line(), sequence, before)
                        .firstLine(starts);
            }
            int timeStart = scanner.timeStart();
            int timeEnd = timeStart + lastTime.length;
            int order =
                    Arrays.compareUnsigned(bytes, timeStart, timeEnd, lastTime, 0, lastTime.length);
            boolean later = order >= 0;
            if (links && sequence == last + 1 && later) {
                return null;
            }
            String claimed = new String(bytes, hashStart, hex.length, StandardCharsets.US_ASCII);
            BreakFinder finder = new BreakFinder(source, cursor, reader.line(), sequence, claimed);
            return links ? finder.linked(last, later) : finder.notLinked(last, text(hex));
        }

        private @Nullable Break end() {
            if (head != null && last < head.sequence()) {
                return afterEnd(
                        "entries " + (last + 1) + " to " + head.sequence() + " were cut off");
            }
            if (!headSeen) {
                String none = "no entry has the hash " + headHash;
                return afterEnd(none + ": it was cut off, or the log was written anew");
            }
            return null;
        }

        private Break afterEnd(String message) {
            return new Break(
                    cursor.segment(), cursor.lineInSegment() + 1, BreakReason.TRUNCATED, message);
        }

        private Break at(BreakReason reason, String message) {
            return new Break(cursor.segment(), cursor.lineInSegment(), reason, message);
        }

        private ChainVerification result(@Nullable Break found) {
            return new ChainVerification(
                    lines,
                    first,
                    before,
                    last,
                    lines == 0 ? before : text(hex),
                    Optional.ofNullable(found));
        }

        private static String text(byte[] ascii) {
            return new String(ascii, StandardCharsets.US_ASCII);
        }
    }
}
