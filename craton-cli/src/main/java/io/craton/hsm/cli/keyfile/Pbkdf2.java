package io.craton.hsm.cli.keyfile;

import io.craton.hsm.Digest;
import io.craton.hsm.spi.KeyFormatException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** PBKDF2 (RFC 8018 section 5.2) of a passphrase that is bytes, as Java's own takes none. */
final class Pbkdf2 {
    /** More than any program writes; a file that asks for more would keep a command for hours. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private static final int MOST_BYTES = 64;

    private Pbkdf2() {}

    /**
     * Derives a key.
     *
     * @param digest the hash function of the HMAC
     * @param length of the key in bytes
     * @return wiped by the caller
     */
    static byte[] derive(Digest digest, byte[] passphrase, byte[] salt, long iterations, int length)
            throws GeneralSecurityException {
        if (iterations < 1 || iterations > MOST_ITERATIONS || length > MOST_BYTES) {
            throw new KeyFormatException(
                    "it is encrypted with more iterations than are taken here: " + iterations);
        }
        Mac mac = Mac.getInstance(digest.hmacName(), "SunJCE");
        // An empty key and one zero are the same for HMAC, and Java has no empty ones.
        byte[] key = passphrase.length == 0 ? new byte[1] : passphrase;
        mac.init(new SecretKeySpec(key, digest.hmacName()));
        byte[] derived = new byte[length];
        for (int block = 1, at = 0; at < length; block++, at += digest.length()) {
            byte[] bytes = block(mac, salt, block, iterations);
            System.arraycopy(bytes, 0, derived, at, Math.min(bytes.length, length - at));
            Arrays.fill(bytes, (byte) 0);
        }
        return derived;
    }

    private static byte[] block(Mac mac, byte[] salt, int number, long iterations) {
        mac.update(salt);
        byte[] last = mac.doFinal(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
        byte[] sum = last.clone();
        for (long i = 1; i < iterations; i++) {
            last = mac.doFinal(last);
            for (int k = 0; k < sum.length; k++) {
                sum[k] ^= last[k];
            }
        }
        return sum;
    }
}
