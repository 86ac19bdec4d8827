package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.EntryScanner;
import io.craton.hsm.audit.proof.MerkleProof.Range;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes proofs from the lines of a log: needs all of them from the first on, segments included.
 * Reads the files once for each call and keeps only a few hashes in memory.
 */
public final class AuditProver {
    private final AuditSource source;

    private AuditProver(AuditSource source) {
        this.source = source;
    }

    /** A prover for the lines of these segments. */
    public static AuditProver of(AuditSource source) {
        return new AuditProver(source);
    }

    /**
     * The checkpoint of the first lines, without signatures: to compare with a signed one.
     *
     * @param origin the name of the log
     * @param size how many lines; -1 for all
     * @throws IOException if the log has fewer lines, or not from the first on
     */
    public Checkpoint checkpoint(String origin, long size) throws IOException {
        if (size >= 0) {
            return Checkpoint.unsigned(origin, size, roots(List.of(new Range(0, size))).get(0));
        }
        MerkleFrontier all = new MerkleFrontier();
        walk(Long.MAX_VALUE, (index, line) -> all.line(line, 0, line.length));
        return Checkpoint.unsigned(origin, all.size(), all.root());
    }

    /** The tree over the first lines. */
    public MerkleFrontier tree(long size) throws IOException {
        MerkleFrontier tree = new MerkleFrontier();
        if (walk(size, (index, line) -> tree.line(line, 0, line.length)) < size) {
            String lines = "the log has " + tree.size() + " lines, and " + size + " are needed";
            throw new IOException(lines + ": it was cut off");
        }
        return tree;
    }

    /**
     * Proves that an entry is in the log that a checkpoint is of.
     *
     * @param sequence the sequence number of the entry
     * @param checkpoint a checkpoint with that entry
     * @throws IOException if the log is not the one of the checkpoint, or cannot be read
     * @throws IllegalArgumentException if the checkpoint is older than the entry
     */
    public InclusionProof prove(long sequence, Checkpoint checkpoint) throws IOException {
        List<Range> ranges =
                new ArrayList<>(MerkleProof.inclusion(sequence - 1, checkpoint.size()));
        byte[][] entry = new byte[1][];
        LineVisitor keep = (index, line) -> entry[0] = index == sequence - 1 ? line : entry[0];
        List<byte[]> hashes = roots(ranges, checkpoint.size(), keep);
        InclusionProof proof = new InclusionProof(sequence - 1, entry[0], hashes, checkpoint);
        if (!proof.fitsCheckpoint()) {
            throw changed(checkpoint);
        }
        return proof;
    }

    /**
     * Proves that the log of a checkpoint is the start of the log of a later one.
     *
     * @throws IOException if the log is not the one of the later checkpoint, or cannot be read
     */
    public ConsistencyProof proveConsistency(long from, Checkpoint to) throws IOException {
        List<Range> ranges = new ArrayList<>(MerkleProof.consistency(from, to.size()));
        ranges.add(new Range(0, to.size()));
        List<byte[]> hashes = new ArrayList<>(roots(ranges));
        if (!java.util.Arrays.equals(hashes.remove(hashes.size() - 1), to.root())) {
            throw changed(to);
        }
        return new ConsistencyProof(from, hashes, to);
    }

    private List<byte[]> roots(List<Range> ranges) throws IOException {
        long end = ranges.stream().mapToLong(Range::end).max().orElse(0);
        return roots(ranges, end, (index, line) -> {});
    }

    private List<byte[]> roots(List<Range> ranges, long size, LineVisitor visitor)
            throws IOException {
        List<MerkleFrontier> trees = ranges.stream().map(range -> new MerkleFrontier()).toList();
        LineVisitor each =
                (index, line) -> {
                    grow(trees, ranges, index, line);
                    visitor.line(index, line);
                };
        long lines = walk(size, each);
        if (lines < size) {
            throw new IOException(
                    "the log has " + lines + " lines, and " + size + " are needed: it was cut off");
        }
        return trees.stream().map(MerkleFrontier::root).toList();
    }

    private long walk(long size, LineVisitor visitor) throws IOException {
        long index = 0;
        EntryScanner scanner = new EntryScanner();
        try (LineCursor cursor = new LineCursor(source)) {
            for (LineReader reader = size == 0 ? null : cursor.next();
                    reader != null;
                    reader = cursor.next()) {
                if (!reader.complete()) {
                    break;
                }
                if (scanner.scan(reader.buffer(), reader.start(), reader.end(), null) != null
                        || scanner.sequence() != index + 1) {
                    throw misplaced(index + 1, cursor);
                }
                visitor.line(index, reader.line());
                index++;
                if (index == size) {
                    break;
                }
            }
        }
        return index;
    }

    private static void grow(
            List<MerkleFrontier> trees, List<Range> ranges, long index, byte[] line) {
        for (int i = 0; i < trees.size(); i++) {
            Range range = ranges.get(i);
            if (index >= range.start() && index < range.end()) {
                trees.get(i).line(line, 0, line.length);
            }
        }
    }

    private static IOException changed(Checkpoint checkpoint) {
        String made = "the checkpoint of " + checkpoint.size() + " lines was made of";
        return new IOException("the log is not the one that " + made + ": it was changed since");
    }

    private static IOException misplaced(long entry, LineCursor cursor) {
        String place = ", at line " + cursor.lineInSegment() + " of " + cursor.segment();
        String advice =
                "proofs need all lines from the first on: put the archives beside the log, with names"
                        + " that begin with the log's and '-' or '.'";
        return new IOException(
                "entry " + entry + " is not where it should be" + place + "; " + advice);
    }

    private interface LineVisitor {
        void line(long index, byte[] line);
    }

    /** The entry with this number, if the log has it. */
    public Optional<AuditEntry> entry(long sequence) throws IOException {
        byte[][] found = new byte[1][];
        walk(
                sequence,
                (index, line) -> {
                    if (index == sequence - 1) {
                        found[0] = line;
                    }
                });
        return Optional.ofNullable(found[0]).flatMap(AuditEntry::parse);
    }
}
