package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.audit.line.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Proves that one entry is in a log that somebody has a checkpoint of. The text form is a C2SP
 * tlog-proof whose extra data is the entry itself. Immutable.
 */
public final class InclusionProof {
    private static final String HEADER = "c2sp.org/tlog-proof@v1";

    private final long index;
    private final byte[] line;
    private final List<byte[]> hashes;
    private final Checkpoint checkpoint;

    InclusionProof(long index, byte[] line, List<byte[]> hashes, Checkpoint checkpoint) {
        this.index = index;
        this.line = line.clone();
        this.hashes = List.copyOf(hashes);
        this.checkpoint = checkpoint;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not that form
     */
    public static InclusionProof parse(String text) {
        int blank = text.indexOf("\n\n");
        String[] lines = text.substring(0, Math.max(blank, 0)).split("\n");
        if (blank < 0
                || lines.length < 3
                || !lines[0].equals(HEADER)
                || !lines[1].startsWith("extra ")
                || !lines[2].matches("index (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException(
                    "not the proof of an entry: " + HEADER + ", extra, index, hashes");
        }
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 3; i < lines.length; i++) {
            hashes.add(ConsistencyProof.hash(lines[i]));
        }
        return new InclusionProof(
                Long.parseLong(lines[2].substring("index ".length())),
                Base64.getDecoder().decode(lines[1].substring("extra ".length())),
                hashes,
                Checkpoint.parse(text.substring(blank + 2)));
    }

    /** The entry that is proved, as text. */
    public String entry() {
        return new String(line, StandardCharsets.UTF_8);
    }

    /** Its sequence number. */
    public long sequence() {
        return index + 1;
    }

    /** The checkpoint that it is proved against. */
    public Checkpoint checkpoint() {
        return checkpoint;
    }

    /**
     * Whether the hashes lead from the entry to the root of the checkpoint; says nothing of
     * signatures.
     */
    boolean fitsCheckpoint() {
        byte[] leaf = new byte[Sha256.LENGTH];
        MerkleTree.leaf(new Sha256(), line, 0, line.length, leaf);
        return AuditEntry.parse(line).map(AuditEntry::sequence).orElse(0L) == index + 1
                && MerkleProof.verifyInclusion(
                        leaf, index, checkpoint.size(), hashes, checkpoint.root());
    }

    /** Whether the entry is in the log whose checkpoint this key has signed. */
    public boolean verify(NoteKey key, SignatureCheck check) {
        return fitsCheckpoint() && checkpoint.verify(key, check);
    }

    /** The text form. */
    public String text() {
        StringBuilder text =
                new StringBuilder(HEADER)
                        .append("\nextra ")
                        .append(Base64.getEncoder().encodeToString(line))
                        .append("\nindex ")
                        .append(index)
                        .append('\n');
        hashes.forEach(hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(checkpoint.note()).toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
