package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The proofs of RFC 9162 section 2.1.3 and 2.1.4: which subtrees they are made of, and how they are
 * checked.
 */
final class MerkleProof {
    private MerkleProof() {}

    /**
     * Leaves from {@code start}, included, to {@code end}, not included.
     *
     * @param start the first leaf
     * @param end after the last leaf
     */
    record Range(long start, long end) {}

    /** The subtrees whose roots prove that a leaf is in a tree, from the leaf up. */
    static List<Range> inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "entry " + (index + 1) + " is not among the first " + size);
        }
        List<Range> path = new ArrayList<>();
        inclusion(index, 0, size, path);
        return path;
    }

    private static void inclusion(long index, long start, long end, List<Range> path) {
        if (end - start == 1) {
            return;
        }
        long middle = start + split(end - start);
        if (index < middle) {
            inclusion(index, start, middle, path);
            path.add(new Range(middle, end));
        } else {
            inclusion(index, middle, end, path);
            path.add(new Range(start, middle));
        }
    }

    /** The subtrees whose roots prove that a tree is the start of a larger one. */
    static List<Range> consistency(long first, long second) {
        if (first < 0 || first > second) {
            throw new IllegalArgumentException(
                    "a log of " + first + " lines does not grow to " + second);
        }
        List<Range> path = new ArrayList<>();
        if (first > 0 && first < second) {
            consistency(first, 0, second, true, path);
        }
        return path;
    }

    private static void consistency(
            long first, long start, long end, boolean whole, List<Range> path) {
        if (start + first == end) {
            if (!whole) {
                path.add(new Range(start, end));
            }
            return;
        }
        long half = split(end - start);
        if (first <= half) {
            consistency(first, start, start + half, whole, path);
            path.add(new Range(start + half, end));
        } else {
            consistency(first - half, start + half, end, false, path);
            path.add(new Range(start, start + half));
        }
    }

    /** The largest power of two smaller than the size. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }

    /** Checks the proof that a leaf is in a tree. */
    static boolean verifyInclusion(
            byte[] leafHash, long index, long size, List<byte[]> path, byte[] root) {
        if (index < 0 || index >= size) {
            return false;
        }
        Sha256 sha256 = new Sha256();
        long at = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = MerkleTree.node(sha256, sibling, hash);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash = MerkleTree.node(sha256, hash, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    /** Checks the proof that a tree is the start of a larger one. */
    static boolean verifyConsistency(
            long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> proof) {
        if (first == second) {
            return proof.isEmpty() && Arrays.equals(firstRoot, secondRoot);
        }
        if (first == 0) {
            return proof.isEmpty() && Arrays.equals(firstRoot, MerkleTree.EMPTY_ROOT);
        }
        if (first > second || proof.isEmpty()) {
            return false;
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(first) == 1) {
            path.add(0, firstRoot);
        }
        Sha256 sha256 = new Sha256();
        long at = first - 1;
        long last = second - 1;
        while ((at & 1) == 1) {
            at >>= 1;
            last >>= 1;
        }
        byte[] hash1 = path.get(0);
        byte[] hash2 = path.get(0);
        for (byte[] sibling : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash1 = MerkleTree.node(sha256, sibling, hash1);
                hash2 = MerkleTree.node(sha256, sibling, hash2);
                while ((at & 1) == 0 && at != 0) {
                    at >>= 1;
                    last >>= 1;
                }
            } else {
                hash2 = MerkleTree.node(sha256, hash2, sibling);
            }
            at >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash1, firstRoot) && Arrays.equals(hash2, secondRoot);
    }
}
