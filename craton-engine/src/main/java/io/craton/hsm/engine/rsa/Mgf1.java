package io.craton.hsm.engine.rsa;

import java.security.MessageDigest;

/** The mask generation function MGF1 (RFC 8017, section B.2.1). */
final class Mgf1 {
    private Mgf1() {}

    /** XORs the mask made of a seed over a part of an array. */
    static void mask(MessageDigest digest, byte[] seed, byte[] target, int offset, int length) {
        for (int done = 0, counter = 0; done < length; counter++) {
            digest.update(seed);
            digest.update(
                    new byte[] {
                        (byte) (counter >>> 24),
                        (byte) (counter >>> 16),
                        (byte) (counter >>> 8),
                        (byte) counter
                    });
            byte[] block = digest.digest();
            for (int i = 0; i < block.length && done < length; i++, done++) {
                target[offset + done] ^= block[i];
            }
        }
    }
}
