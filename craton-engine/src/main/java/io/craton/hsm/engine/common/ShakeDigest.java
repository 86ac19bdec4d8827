package io.craton.hsm.engine.common;

import io.craton.hsm.Digest;
import java.security.MessageDigest;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * SHAKE with a fixed length of output as a digest, for signatures; the JDK has none before version
 * 25.
 */
final class ShakeDigest extends MessageDigest {
    private static final int STATE_BYTES = 200;

    private final Digest hash;
    private final SHAKEDigest shake;

    /** Whether it is one of the functions that are computed here. */
    static boolean computes(Digest hash) {
        return hash.standardName().startsWith("SHAKE");
    }

    ShakeDigest(Digest hash) {
        super(hash.standardName());
        this.hash = hash;
        this.shake = new SHAKEDigest((STATE_BYTES - hash.blockLength()) * Byte.SIZE / 2);
    }

    @Override
    protected int engineGetDigestLength() {
        return hash.length();
    }

    @Override
    protected void engineUpdate(byte input) {
        shake.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        shake.update(input, offset, length);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] output = new byte[hash.length()];
        shake.doFinal(output, 0, output.length);
        return output;
    }

    @Override
    protected void engineReset() {
        shake.reset();
    }
}
