package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.Sha256;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Proves that the log of one checkpoint is the start of the log of a later one: nothing was changed
 * or taken out in between. The text form is the request of C2SP tlog-witness: {@code old} and the
 * earlier size, the hashes, and the later checkpoint. Immutable.
 */
public final class ConsistencyProof {
    private final long from;
    private final List<byte[]> hashes;
    private final Checkpoint to;

    ConsistencyProof(long from, List<byte[]> hashes, Checkpoint to) {
        this.from = from;
        this.hashes = List.copyOf(hashes);
        this.to = to;
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it is not that form
     */
    public static ConsistencyProof parse(String text) {
        int blank = text.indexOf("\n\n");
        String[] lines = text.substring(0, Math.max(blank, 0)).split("\n");
        if (blank < 0 || !lines[0].matches("old (0|[1-9][0-9]{0,17})")) {
            throw new IllegalArgumentException(
                    "not a proof of consistency: old size, hashes, checkpoint");
        }
        List<byte[]> hashes = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            hashes.add(hash(lines[i]));
        }
        return new ConsistencyProof(
                Long.parseLong(lines[0].substring("old ".length())),
                hashes,
                Checkpoint.parse(text.substring(blank + 2)));
    }

    static byte[] hash(String base64) {
        byte[] hash = Base64.getDecoder().decode(base64);
        if (hash.length != Sha256.LENGTH) {
            throw new IllegalArgumentException(
                    "a hash in a proof has 32 bytes, not " + hash.length);
        }
        return hash;
    }

    /** The later checkpoint. */
    public Checkpoint to() {
        return to;
    }

    /**
     * Whether the earlier checkpoint is of the start of the later one's log; says nothing of
     * signatures.
     */
    public boolean verify(Checkpoint earlier) {
        return earlier.size() == from
                && earlier.origin().equals(to.origin())
                && MerkleProof.verifyConsistency(
                        from, earlier.root(), to.size(), to.root(), hashes);
    }

    /** The text form. */
    public String text() {
        StringBuilder text = new StringBuilder("old ").append(from).append('\n');
        hashes.forEach(hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(to.note()).toString();
    }

    @Override
    public String toString() {
        return text();
    }
}
