package io.craton.hsm.store.crypto;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES-256-GCM with 12-byte nonces and 16-byte tags, of the JDK's SunJCE provider. */
public final class Gcm {
    public static final int NONCE = 12;
    public static final int TAG = 16;

    private static final SecretKeySpec NO_KEY = new SecretKeySpec(new byte[32], "AES");

    /**
     * Ciphers at rest; making one costs more than using it. They are not bound to threads. None
     * holds a key: each was given one of zeros, with which SunJCE overwrites what it made of the
     * key before.
     */
    private final Queue<Cipher> ciphers = new ConcurrentLinkedQueue<>();

    /** Ciphertext and tag. */
    public byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, nonce, associated, plaintext, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of SunJCE failed to encrypt", e);
        }
    }

    /** The plaintext, or null if it is not what was sealed. */
    public byte @Nullable [] open(
            byte[] key, byte[] nonce, byte[] associated, byte[] sealed, int offset) {
        if (sealed.length - offset < TAG) {
            return null;
        }
        try {
            return run(Cipher.DECRYPT_MODE, key, nonce, associated, sealed, offset);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of SunJCE failed to decrypt", e);
        }
    }

    private byte[] run(
            int mode, byte[] key, byte[] nonce, byte[] associated, byte[] input, int offset)
            throws GeneralSecurityException {
        Cipher pooled = ciphers.poll();
        Cipher cipher = pooled == null ? Cipher.getInstance("AES/GCM/NoPadding", "SunJCE") : pooled;
        LentKey lent = new LentKey(key);
        try {
            cipher.init(mode, lent, new GCMParameterSpec(TAG * 8, nonce));
            cipher.updateAAD(associated);
            return cipher.doFinal(input, offset, input.length - offset);
        } finally {
            rest(cipher, mode);
            lent.takeBack();
        }
    }

    private void rest(Cipher cipher, int mode) {
        try {
            cipher.init(mode, NO_KEY, new GCMParameterSpec(TAG * 8, new byte[NONCE]));
            ciphers.offer(cipher);
        } catch (GeneralSecurityException e) {
            // It had this key and this vector last: there is nothing to forget. It is dropped.
            return;
        }
    }

    /** A key while a cipher has it: it knows every copy that was asked for, and wipes them. */
    private static final class LentKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] key;
        private final transient List<byte[]> copies = new ArrayList<>(2);

        LentKey(byte[] key) {
            this.key = key;
        }

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            byte[] copy = key.clone();
            copies.add(copy);
            return copy;
        }

        void takeBack() {
            copies.forEach(copy -> Arrays.fill(copy, (byte) 0));
        }

        /** Says nothing of the value. */
        @Override
        public String toString() {
            return "LentKey";
        }
    }
}
