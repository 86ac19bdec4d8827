package io.craton.hsm.engine.rsa;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyedMac;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import javax.crypto.Mac;

/**
 * The pseudo-random function of implicit rejection, keyed by a private key and a ciphertext: who
 * lacks the private exponent cannot tell what it gives from a message, and the same ciphertext
 * always gets the same (draft-irtf-cfrg-rsa-guidance, section 7; as OpenSSL 3.2 computes it).
 */
final class RejectionPrf implements AutoCloseable {
    private static final Digest HASH = Digest.SHA_256;

    private final KeyedMac keyed;
    private final Mac mac;

    private RejectionPrf(KeyedMac keyed) {
        this.keyed = keyed;
        this.mac = keyed.mac();
    }

    /**
     * The function for one ciphertext.
     *
     * @param key the private key
     * @param ciphertext as long as the modulus
     */
    @MustBeClosed
    static RejectionPrf of(KeyMaterial key, byte[] ciphertext, Libraries libraries) {
        MessageDigest digest = libraries.digest(HASH);
        byte[] hashed =
                key.secret(AttributeType.CKA_PRIVATE_EXPONENT)
                        .use(
                                SecretAccess.READ,
                                exponent -> padded(digest, exponent, ciphertext.length));
        try (KeyedMac first = keyed(hashed, libraries)) {
            return new RejectionPrf(keyed(first.mac().doFinal(ciphertext), libraries));
        }
    }

    private static byte[] padded(MessageDigest digest, byte[] exponent, int length) {
        digest.update(new byte[Math.max(0, length - exponent.length)]);
        byte[] hashed = digest.digest(exponent);
        digest.reset();
        return hashed;
    }

    /** An HMAC with a key, which is taken over and wiped. */
    private static KeyedMac keyed(byte[] value, Libraries libraries) {
        LibraryKey key = LibraryKey.of("RAW", value);
        ByteArrays.wipe(value);
        try {
            return libraries.macs(HASH).start(key);
        } finally {
            key.wipe();
        }
    }

    /** So many bytes, others for each label and each length. */
    byte[] bytes(String label, int length) {
        ByteBuffer result = ByteBuffer.allocate(length);
        byte[] name = label.getBytes(StandardCharsets.US_ASCII);
        for (int block = 0; result.hasRemaining(); block++) {
            mac.update(shortNumber(block));
            mac.update(name);
            mac.update(shortNumber(length * Byte.SIZE));
            byte[] part = mac.doFinal();
            result.put(part, 0, Math.min(part.length, result.remaining()));
            ByteArrays.wipe(part);
        }
        return result.array();
    }

    private static byte[] shortNumber(int value) {
        return ByteBuffer.allocate(Short.BYTES).putShort((short) value).array();
    }

    /** Forgets the key. */
    @Override
    public void close() {
        keyed.close();
    }
}
