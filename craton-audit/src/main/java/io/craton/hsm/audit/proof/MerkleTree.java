package io.craton.hsm.audit.proof;

import io.craton.hsm.audit.line.Sha256;

/** The hashes of the Merkle tree over the lines of a log (RFC 9162 section 2.1.1), with SHA-256. */
final class MerkleTree {
    /** The root of a tree without leaves: the hash of nothing. */
    static final byte[] EMPTY_ROOT = Sha256.of(new byte[0]);

    private MerkleTree() {}

    /** The hash of a leaf: a zero byte, then the line without line feed. */
    static void leaf(Sha256 sha256, byte[] bytes, int offset, int length, byte[] out) {
        sha256.update((byte) 0).update(bytes, offset, length).finish(out);
    }

    /** The hash of a node: a one byte, then its two children. */
    static byte[] node(Sha256 sha256, byte[] left, byte[] right) {
        byte[] out = new byte[Sha256.LENGTH];
        sha256.update((byte) 1)
                .update(left, 0, Sha256.LENGTH)
                .update(right, 0, Sha256.LENGTH)
                .finish(out);
        return out;
    }
}
