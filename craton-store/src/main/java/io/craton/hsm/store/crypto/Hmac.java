package io.craton.hsm.store.crypto;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.util.Arrays;

/**
 * HMAC-SHA256, HKDF and PBKDF2 over the digest of the JDK's SUN provider. The provider is named,
 * and HMAC is made from the digest here, because the JDK's own Mac looks its digest up by order of
 * providers. The two states after the key block are kept and cloned: that is faster, too.
 */
public final class Hmac {
    public static final int LENGTH = 32;
    private static final int BLOCK = 64;

    /** Looked up once; only ever cloned. */
    private static final MessageDigest FRESH = digest();

    private final MessageDigest inner;
    private final MessageDigest outer;

    public Hmac(byte[] key) {
        byte[] block = new byte[BLOCK];
        byte[] shortened = key.length > BLOCK ? sha256(key) : key;
        System.arraycopy(shortened, 0, block, 0, shortened.length);
        inner = keyed(block, 0x36);
        outer = keyed(block, 0x5C);
        Arrays.fill(block, (byte) 0);
        if (shortened != key) {
            Arrays.fill(shortened, (byte) 0);
        }
    }

    /** Overwrites what the key was made into. */
    public void wipe() {
        inner.reset();
        outer.reset();
    }

    private static MessageDigest keyed(byte[] key, int pad) {
        MessageDigest digest = copy(FRESH);
        byte[] block = key.clone();
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) pad;
        }
        digest.update(block);
        Arrays.fill(block, (byte) 0);
        return digest;
    }

    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256", "SUN");
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new IllegalStateException("this Java has no SHA-256 in its SUN provider", e);
        }
    }

    public static byte[] sha256(byte[]... parts) {
        MessageDigest digest = digest();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 of the SUN provider cannot be cloned", e);
        }
    }

    /** The code of these parts, one after the other. */
    public byte[] mac(byte[]... parts) {
        MessageDigest first = copy(inner);
        for (byte[] part : parts) {
            first.update(part);
        }
        byte[] firstDigest = first.digest();
        MessageDigest second = copy(outer);
        second.update(firstDigest);
        byte[] code = second.digest();
        // What is made may be a key: nothing of it stays behind.
        first.reset();
        second.reset();
        Arrays.fill(firstDigest, (byte) 0);
        return code;
    }

    /** HKDF-Expand (RFC 5869) of 32 bytes: one block. */
    public byte[] expand(byte[]... info) {
        byte[][] parts = Arrays.copyOf(info, info.length + 1);
        parts[info.length] = new byte[] {1};
        return mac(parts);
    }

    /** The same under a key that is used once. */
    public static byte[] expandOnce(byte[] key, byte[]... info) {
        Hmac hmac = new Hmac(key);
        byte[] expanded = hmac.expand(info);
        hmac.wipe();
        return expanded;
    }

    /** One 32-byte block of PBKDF2-HMAC-SHA256 (RFC 8018); the caller wipes it. */
    public static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) {
        Hmac hmac = new Hmac(password);
        byte[] u = hmac.mac(salt, new byte[] {0, 0, 0, 1});
        byte[] sum = u.clone();
        try {
            for (int i = 1; i < iterations; i++) {
                MessageDigest digest = copy(hmac.inner);
                digest.update(u, 0, LENGTH);
                digest.digest(u, 0, LENGTH);
                digest = copy(hmac.outer);
                digest.update(u, 0, LENGTH);
                digest.digest(u, 0, LENGTH);
                for (int k = 0; k < LENGTH; k++) {
                    sum[k] ^= u[k];
                }
            }
        } catch (DigestException e) {
            throw new IllegalStateException(
                    "SHA-256 of the SUN provider does not write 32 bytes", e);
        } finally {
            Arrays.fill(u, (byte) 0);
            hmac.wipe();
        }
        return sum;
    }
}
