package io.craton.hsm.audit.state;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.FileRules;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.file.LogTail;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.ChainPoint;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.line.LineEncoder;
import io.craton.hsm.audit.line.LogFormat;
import io.craton.hsm.audit.line.Sha256;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds where the chain goes on when a log is opened, from three witnesses: the remembered head,
 * the lines of the spool that a killed process left, and the end of the file. What does not fit
 * together becomes a finding, which the log records; the remembered head then wins, so that whoever
 * verifies the log sees the break. In this order, for each step relies on those before it:
 *
 * <ol>
 *   <li>A log that a newer release wrote is refused, before anything is changed.
 *   <li>If the log was not closed, what a loss of power tore is put aside, and the head goes back
 *       to the last whole line.
 *   <li>What is no log at all is refused: without a head, the file has to end with an entry.
 *   <li>A line that was never completed is taken off.
 *   <li>With a head: the lines of the spool that follow it are taken up, and the end of the file is
 *       compared with them; those that the file lacks are to be appended. Without one: the file, or
 *       the newest rotated segment, says where the chain goes on.
 *   <li>Lines that neither the file nor the spool has are reported as lost.
 * </ol>
 */
public final class Recovery {
    private final LogFile file;
    private final Path path;
    private final FileRules rules;
    private final LogTail tail;
    private final EntryScanner scanner = new EntryScanner();
    private final List<String> findings = new ArrayList<>();
    private final List<Bytes> missing = new ArrayList<>();
    private final Map<Integer, StoreMark> marks = new HashMap<>();
    private final List<Bytes> spooled = new ArrayList<>();
    private final ChainPoint head = new ChainPoint();
    private boolean treeUsable;

    /** The last line that was remembered, if a loss of power has taken lines before it. */
    private long lost;

    private Recovery(LogFile file, Path path, FileRules rules) {
        this.file = file;
        this.path = path;
        this.rules = rules;
        this.tail = new LogTail(file);
    }

    /** Where the chain goes on. */
    public ChainPoint head() {
        return head;
    }

    /** The stores' marks as far as they are known. */
    public Map<Integer, StoreMark> marks() {
        return marks;
    }

    /** What did not fit together. */
    public List<String> findings() {
        return findings;
    }

    /** Lines that were chained and have to be appended to the file before anything else. */
    public List<Bytes> missing() {
        return missing;
    }

    /** The lines of the spool that follow the remembered head. */
    public List<Bytes> spooled() {
        return spooled;
    }

    /** Whether the remembered Merkle tree and {@link #spooled} make the tree up to the head. */
    public boolean treeUsable() {
        return treeUsable;
    }

    /**
     * Looks at everything; takes a line that was never completed off the file.
     *
     * @param path the log, for messages and for the rotated segments beside it
     * @param rules for what is put aside
     * @param remembered the head, if there is one that authenticates
     * @param frames what the spool holds
     */
    public static Recovery run(
            LogFile file,
            Path path,
            FileRules rules,
            @Nullable ChainHead remembered,
            List<Spool.Frame> frames)
            throws IOException {
        Recovery recovery = new Recovery(file, path, rules);
        recovery.refuseNewer();
        ChainHead goingOn = remembered == null ? null : recovery.afterPowerLoss(remembered);
        long end = recovery.tail.completeLength();
        long rest = file.length() - end;
        LogTail.Line last = recovery.tail.lineBefore(end);
        boolean entry = last == null || recovery.scan(last.bytes().copy()) > 0;
        boolean halfEntry = rest == 0 || beginsAnEntry(file, end, rest);
        if (remembered == null && !(entry && halfEntry)) {
            // perhaps the path of something else: it is left as it is
            throw FileRules.refused(
                    path, "it does not end with a line of an audit log; move it away");
        }
        if (!halfEntry) {
            recovery.findings.add(
                    "after the last line of the log were " + rest + " bytes that are no entry");
        }
        if (!entry) {
            recovery.findings.add("the last line of the log is not an entry");
            last = null;
        }
        file.truncate(end);
        if (goingOn == null) {
            recovery.withoutHead(path, last, frames);
        } else {
            recovery.withHead(goingOn, last, frames);
        }
        recovery.reportLost(frames);
        return recovery;
    }

    private void refuseNewer() throws IOException {
        LogTail.Line last = tail.lineBefore(tail.completeLength());
        if (last != null && scan(last.bytes().copy()) <= 0) {
            LogFormat.LINE.refuseNewer(path, scanner.newerFormat());
        }
    }

    /**
     * If the log was not closed, takes off what does not follow the lines that had been forced.
     *
     * @return the head to go on from: the remembered one, or one before it if its line is lost
     */
    private ChainHead afterPowerLoss(ChainHead remembered) throws IOException {
        ChainHead.Forced forced = remembered.forced().orElse(null);
        TornTail.Found found = forced == null ? null : TornTail.look(file, forced);
        if (forced == null || found == null) {
            return remembered;
        }
        if (found.end() < tail.completeLength()) {
            putAside(found);
        } else if (found.end() == 0 && forced.sequence() > 0) {
            return remembered; // emptied, not torn
        }
        ChainPoint last = found.last();
        if (last.sequence >= remembered.sequence()) {
            return remembered;
        }
        lost = remembered.sequence();
        if (last.sequence == forced.sequence()) {
            last.time(remembered.time());
        }
        return last.head(remembered.marks(), List.of(), null);
    }

    private void putAside(TornTail.Found found) throws IOException {
        long bytes = file.length() - found.end();
        Path aside = TornTail.beside(path, found.last().sequence);
        TornTail.putAside(file, found.end(), aside, rules);
        findings.add(
                "the log was not closed and its end was torn, as by a loss of power: after line "
                        + found.last().sequence
                        + " came "
                        + bytes
                        + " bytes that do not follow it; they are kept in "
                        + aside.getFileName());
    }

    /** What the spool did not have either. */
    private void reportLost(List<Spool.Frame> frames) {
        if (lost == 0) {
            return;
        }
        long newest = lost;
        for (Spool.Frame frame : frames) {
            newest = Math.max(newest, frame.point().sequence);
        }
        if (head.sequence < newest) {
            String lines = "lines " + (head.sequence + 1) + " to " + newest;
            String gone = " had not been forced to the disk and are lost";
            findings.add(lines + gone + "; the next ones have their numbers");
        }
    }

    /**
     * Whether what follows the last line can be a line that was never completed, or never written.
     */
    private static boolean beginsAnEntry(LogFile file, long from, long length) throws IOException {
        boolean begins = false;
        for (int format = 1; format <= LogFormat.LINE.number(); format++) {
            byte[] start = LineEncoder.start(format);
            byte[] found = new byte[(int) Math.min(length, start.length)];
            file.read(from, found, 0, found.length);
            // a file system that lost its power may leave zeros where data was to come
            begins |= found[0] == 0 || Arrays.equals(found, Arrays.copyOf(start, found.length));
        }
        return begins;
    }

    private void withoutHead(Path path, LogTail.@Nullable Line last, List<Spool.Frame> frames)
            throws IOException {
        if (!frames.isEmpty()) {
            findings.add(
                    frames.size() + " lines were left in the spool, and no head that they follow");
        }
        if (last != null) {
            if (!adoptBackTo(0, null, last)) {
                findings.add("the log is broken, and no head is remembered");
            }
            return;
        }
        List<Path> rotated = AuditSource.rotated(path);
        if (!rotated.isEmpty()) {
            adoptLastOf(rotated.get(rotated.size() - 1));
        }
    }

    private void adoptLastOf(Path segment) throws IOException {
        try (LineReader reader = new LineReader(AuditSource.open(segment))) {
            while (reader.next()) {
                byte[] line = reader.line();
                if (scan(line) > 0) {
                    point(line, head);
                    noteMark(line, true);
                }
            }
        }
    }

    private void withHead(
            ChainHead remembered, LogTail.@Nullable Line last, List<Spool.Frame> frames)
            throws IOException {
        head.sequence = remembered.sequence();
        head.time(remembered.time());
        System.arraycopy(
                HexFormat.of().parseHex(remembered.hash()), 0, head.hash, 0, Sha256.LENGTH);
        marks.putAll(remembered.marks());
        treeUsable = lost == 0;
        List<Spool.Frame> following = following(frames);
        ChainPoint rememberedHead = head.copy();
        if (!following.isEmpty()) {
            head.copyFrom(following.get(following.size() - 1).point());
            following.forEach(
                    frame -> {
                        spooled.add(frame.line());
                        noteMark(frame.line().copy(), true);
                    });
        }
        if (last == null) {
            following.stream()
                    .filter(frame -> !frame.taken())
                    .forEach(frame -> missing.add(frame.line()));
            return;
        }
        long lastSequence = scan(last.bytes().copy());
        if (lastSequence > head.sequence) {
            treeUsable = false;
            long known = head.sequence;
            String lastKnown = "line " + rememberedHead.sequence + " that was remembered";
            String lines = "lines " + (known + 1) + " to " + lastSequence + " are not remembered";
            findings.add(
                    adoptBackTo(known, head.hash.clone(), last)
                            ? lines + ": unless the power failed, somebody added them"
                            : "the log does not follow " + lastKnown);
            return;
        }
        if (lastSequence < rememberedHead.sequence) {
            String lines = "lines " + (lastSequence + 1) + " to " + rememberedHead.sequence;
            findings.add(lines + " are missing at the end of the log");
        } else if (!Arrays.equals(
                Sha256.of(last.bytes().copy()), hashOf(lastSequence, rememberedHead, following))) {
            findings.add("line " + lastSequence + " of the log is not the one that was remembered");
        }
        following.stream()
                .filter(frame -> frame.point().sequence > lastSequence)
                .forEach(frame -> missing.add(frame.line()));
    }

    private static byte[] hashOf(
            long sequence, ChainPoint remembered, List<Spool.Frame> following) {
        return sequence == remembered.sequence
                ? remembered.hash
                : following.get(Math.toIntExact(sequence - remembered.sequence - 1)).point().hash;
    }

    /** The lines of the spool that follow the head without a gap. */
    private List<Spool.Frame> following(List<Spool.Frame> frames) {
        List<Spool.Frame> following = new ArrayList<>();
        ChainPoint at = head;
        for (Spool.Frame frame : frames) {
            if (frame.point().sequence <= head.sequence) {
                continue;
            }
            byte[] line = frame.line().copy();
            if (scan(line) != at.sequence + 1 || !previousHash(line).equals(hex(at.hash))) {
                if (lost == 0) {
                    findings.add("lines in the spool do not follow line " + at.sequence);
                }
                break;
            }
            following.add(frame);
            at = frame.point();
        }
        return following;
    }

    /**
     * Makes the last line of the file the head, and reads back for the stores' marks.
     *
     * @param sequence the line to stop at; 0 reads to the start of the file
     * @param hash its hash, or null
     * @return whether every line on the way follows the one before it
     */
    private boolean adoptBackTo(long sequence, byte @Nullable [] hash, LogTail.Line last)
            throws IOException {
        point(last.bytes().copy(), head);
        Map<Integer, StoreMark> older = new HashMap<>(marks);
        marks.clear();
        boolean linked = true;
        String expected = null;
        LogTail.Line line = last;
        while (line != null) {
            byte[] bytes = line.bytes().copy();
            if (expected != null && !expected.equals(hex(Sha256.of(bytes)))) {
                linked = false;
            }
            long number = scan(bytes);
            if (number < 0) {
                linked = false;
                break;
            }
            if (number <= sequence) {
                linked &=
                        number == sequence && hash != null && Arrays.equals(hash, Sha256.of(bytes));
                expected = null;
                break;
            }
            noteMark(bytes, false);
            expected = previousHash(bytes);
            line = tail.lineBefore(line.start());
        }
        older.forEach(marks::putIfAbsent);
        if (expected != null && hash != null) {
            linked &= expected.equals(hex(hash));
        }
        return linked;
    }

    private long scan(byte[] line) {
        return scanner.scan(line, 0, line.length, null) == null ? scanner.sequence() : -1;
    }

    private String previousHash(byte[] line) {
        scan(line);
        return new String(line, scanner.hashStart(), 2 * Sha256.LENGTH, StandardCharsets.US_ASCII);
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private void noteMark(byte[] line, boolean newer) {
        Optional<AuditEntry> entry = AuditEntry.parse(line);
        if (entry.isPresent()
                && entry.get().fields().get("slot") instanceof Long slot
                && entry.get().fields().get("store_seq") instanceof Long sequence) {
            StoreMark mark = new StoreMark(sequence, entry.get().field("store_digest").orElse(""));
            if (newer) {
                marks.put(slot.intValue(), mark);
            } else {
                marks.putIfAbsent(slot.intValue(), mark);
            }
        }
    }

    private static void point(byte[] line, ChainPoint into) {
        AuditEntry entry = AuditEntry.parse(line).orElse(null);
        if (entry != null) {
            into.sequence = entry.sequence();
            into.time(entry.time());
            System.arraycopy(Sha256.of(line), 0, into.hash, 0, Sha256.LENGTH);
        }
    }
}
