package io.craton.hsm.audit.line;

import io.craton.hsm.spi.TokenStore.StoreMark;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of a log outside of it: its last line, and where each token's store was then.
 *
 * @param sequence the sequence number of the last line; 0 before the first
 * @param hash the hash of that line, 64 lowercase hexadecimal digits; zeros before the first
 * @param time its time
 * @param marks the last recorded state of the store, by slot
 * @param tree the roots of the complete subtrees of the Merkle tree over all lines, largest first,
 *     in hexadecimal; empty if no tree is kept
 * @param forced a line up to which the log is on the disk for sure, while it is open; empty once it
 *     was closed, for then all of it is
 */
public record ChainHead(
        long sequence,
        String hash,
        Instant time,
        Map<Integer, StoreMark> marks,
        List<String> tree,
        Optional<Forced> forced) {
    /**
     * A line that was forced to the disk, with all before it.
     *
     * @param sequence its sequence number; 0 before the first
     * @param hash its hash, 64 lowercase hexadecimal digits
     */
    public record Forced(long sequence, String hash) {}

    /** The previous hash of the first line of all. */
    public static final String GENESIS_HASH = "0".repeat(64);

    /** Before the first line. */
    public static final ChainHead GENESIS =
            new ChainHead(0, GENESIS_HASH, Instant.EPOCH, Map.of(), List.of(), Optional.empty());

    /** Checks the hash and copies the map. */
    public ChainHead {
        if (!isHash(hash)) {
            throw new IllegalArgumentException(
                    "the hash of a line is 64 lowercase hexadecimal digits, not " + hash);
        }
        marks = Map.copyOf(marks);
        tree = List.copyOf(tree);
    }

    /** By hand: a head is made many times a second, and a pattern would be compiled each time. */
    private static boolean isHash(String hash) {
        for (int i = 0; i < hash.length(); i++) {
            char c = hash.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return hash.length() == 2 * Sha256.LENGTH;
    }
}
