package io.craton.hsm.core.engine.common;

import java.security.MessageDigest;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/**
 * SHAKE with a fixed length of output as a digest, for signatures; the JDK has none before version
 * 25.
 */
public final class ShakeDigest extends MessageDigest {
    private final Hash hash;
    private final SHAKEDigest shake;

    /** For {@link Hash#SHAKE_128} or {@link Hash#SHAKE_256}. */
    public ShakeDigest(Hash hash) {
        super(hash.jcaName());
        this.hash = hash;
        this.shake = new SHAKEDigest(hash == Hash.SHAKE_128 ? 128 : 256);
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
