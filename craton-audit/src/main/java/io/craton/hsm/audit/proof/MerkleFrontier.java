package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.audit.line.Sha256;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A growing Merkle tree (RFC 9162 section 2.1) of which only the roots of the complete subtrees are
 * kept: one for each one-bit of the size, largest first. Not safe for use by several threads.
 */
public final class MerkleFrontier implements LineRing.LineObserver {
    private final Sha256 sha256 = new Sha256();
    private final List<byte[]> roots = new ArrayList<>();
    private long size;

    /** An empty tree. */
    MerkleFrontier() {}

    /** A tree of this size with these roots. */
    public static MerkleFrontier of(long size, List<String> hexRoots) {
        if (hexRoots.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException(
                    "a tree of " + size + " leaves has " + Long.bitCount(size) + " roots");
        }
        MerkleFrontier frontier = new MerkleFrontier();
        frontier.size = size;
        hexRoots.forEach(root -> frontier.roots.add(HexFormat.of().parseHex(root)));
        return frontier;
    }

    @Override
    public void line(byte[] bytes, int offset, int length) {
        byte[] hash = new byte[Sha256.LENGTH];
        MerkleTree.leaf(sha256, bytes, offset, length, hash);
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            hash = MerkleTree.node(sha256, roots.remove(roots.size() - 1), hash);
        }
        roots.add(hash);
        size++;
    }

    public MerkleFrontier copy() {
        MerkleFrontier copy = new MerkleFrontier();
        copy.size = size;
        copy.roots.addAll(roots);
        return copy;
    }

    public long size() {
        return size;
    }

    /** The root hash of the whole tree. */
    public byte[] root() {
        if (roots.isEmpty()) {
            return MerkleTree.EMPTY_ROOT.clone();
        }
        byte[] hash = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            hash = MerkleTree.node(sha256, roots.get(i), hash);
        }
        return hash.clone();
    }

    public List<String> toHex() {
        return roots.stream().map(HexFormat.of()::formatHex).toList();
    }
}
