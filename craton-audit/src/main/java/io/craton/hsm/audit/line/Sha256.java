package io.craton.hsm.audit.line;

import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * SHA-256 of the JDK's own provider, by name: the module may itself be the first provider of the
 * JVM. Not safe for use by several threads.
 */
public final class Sha256 {
    /** The length of a hash in bytes. */
    public static final int LENGTH = 32;

    private final MessageDigest digest = newDigest();

    static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime has no SHA-256 in its provider SUN", e);
        }
    }

    /** Hashes one piece into {@code out}. */
    public void hash(byte[] bytes, int offset, int length, byte[] out) {
        update(bytes, offset, length);
        finish(out);
    }

    public Sha256 update(byte b) {
        digest.update(b);
        return this;
    }

    public Sha256 update(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        return this;
    }

    public void finish(byte[] out) {
        try {
            digest.digest(out, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 hash has 32 bytes", e);
        }
    }

    /** The hash of some bytes. */
    public static byte[] of(byte[] bytes) {
        return newDigest().digest(bytes);
    }
}
