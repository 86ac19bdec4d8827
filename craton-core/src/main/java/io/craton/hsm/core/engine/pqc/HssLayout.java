package io.craton.hsm.core.engine.pqc;

import java.nio.ByteBuffer;
import org.bouncycastle.crypto.params.LMOtsParameters;
import org.bouncycastle.crypto.params.LMSigParameters;

/**
 * Where the parts of an HSS signature end (RFC 8554, section 6): nothing may follow the last one.
 */
final class HssLayout {
    /** No signature is shorter: one level of the smallest tree and the longest chains. */
    static final int MIN_SIGNATURE = 4 + 4 + 4 + 24 + 24 * 26 + 4 + 24 * 5;

    /** No signature is longer: eight levels of the highest trees and the shortest chains. */
    static final int MAX_SIGNATURE = 8 * (12 + 32 + 32 * 265 + 32 * 25 + 56) + 4;

    private HssLayout() {}

    /** Whether the bytes are a signature of so many levels, and nothing else. */
    static boolean isWhole(byte[] signature, int levels) {
        ByteBuffer buffer = ByteBuffer.wrap(signature);
        if (buffer.getInt() != levels - 1) {
            return false;
        }
        for (int i = 1; i < levels; i++) {
            if (!skipSignature(buffer) || !skipPublicKey(buffer)) {
                return false;
            }
        }
        return skipSignature(buffer) && !buffer.hasRemaining();
    }

    // Leaf number, one-time signature, type of the tree, path.
    private static boolean skipSignature(ByteBuffer buffer) {
        if (buffer.remaining() < 8) {
            return false;
        }
        buffer.getInt();
        LMOtsParameters oneTime = LMOtsParameters.getParametersForType(buffer.getInt());
        if (oneTime == null
                || !skip(buffer, oneTime.getN() * (1 + oneTime.getP()))
                || buffer.remaining() < 4) {
            return false;
        }
        LMSigParameters tree = LMSigParameters.getParametersForType(buffer.getInt());
        return tree != null && skip(buffer, tree.getM() * tree.getH());
    }

    // Type of the tree, type of the one-time signature, identifier, root.
    private static boolean skipPublicKey(ByteBuffer buffer) {
        if (buffer.remaining() < 8) {
            return false;
        }
        LMSigParameters tree = LMSigParameters.getParametersForType(buffer.getInt());
        buffer.getInt();
        return tree != null && skip(buffer, 16 + tree.getM());
    }

    private static boolean skip(ByteBuffer buffer, int count) {
        if (buffer.remaining() < count) {
            return false;
        }
        buffer.position(buffer.position() + count);
        return true;
    }
}
