package io.craton.hsm.store;

import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** AES-256-GCM with 12-byte nonces and 16-byte tags, of the JDK's SunJCE provider. */
final class Gcm {
    static final int NONCE = 12;
    static final int TAG = 16;

    /** Ciphers at rest; making one costs more than using it. They are not bound to threads. */
    private final Queue<Cipher> ciphers = new ConcurrentLinkedQueue<>();

    /** Ciphertext and tag. */
    byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return run(Cipher.ENCRYPT_MODE, key, nonce, associated, plaintext, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM of SunJCE failed to encrypt", e);
        }
    }

    /** The plaintext, or null if it is not what was sealed. */
    byte @Nullable [] open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed, int offset) {
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
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
        cipher.updateAAD(associated);
        byte[] output = cipher.doFinal(input, offset, input.length - offset);
        ciphers.offer(cipher);
        return output;
    }
}
