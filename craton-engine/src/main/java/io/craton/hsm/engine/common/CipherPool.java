package io.craton.hsm.engine.common;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The idle ciphers of one transformation, for all keys: they cost 13 µs to make. None of them holds
 * a key. A cipher that has served is given a key of zeros first, which makes the library let go of
 * the key before it, and the JDK's overwrite what they made of it. Safe for use by several threads.
 */
public final class CipherPool {
    private static final int SIZE = 64;
    // Nobody's own: some libraries refuse the key with the vector that a cipher saw last.
    private static final byte[] IDLE_IV = "craton idle ciph".getBytes(StandardCharsets.US_ASCII);

    private final Libraries libraries;
    private final Primitive primitive;
    private final String transformation;
    private final SecretKey idleKey;
    private final @Nullable AlgorithmParameterSpec idleParameter;
    private final InstancePool<Cipher> idle = new InstancePool<>(SIZE);

    CipherPool(Libraries libraries, Primitive primitive, String transformation) {
        this.libraries = libraries;
        this.primitive = primitive;
        this.transformation = transformation;
        String[] parts = transformation.split("/");
        this.idleKey = idleKey(parts[0]);
        this.idleParameter = idleParameter(parts[0], parts.length > 1 ? parts[1] : "");
    }

    private static SecretKey idleKey(String algorithm) {
        return switch (algorithm) {
            case "AES" -> new SecretKeySpec(new byte[16], "AES");
            case "DESede" -> new SecretKeySpec(new byte[24], "DESede");
            case "ChaCha20-Poly1305" -> new SecretKeySpec(new byte[32], "ChaCha20");
            default -> throw new IllegalArgumentException("no ciphers of " + algorithm);
        };
    }

    private static @Nullable AlgorithmParameterSpec idleParameter(String algorithm, String mode) {
        return switch (mode) {
            case "ECB", "KW", "KWP" -> null;
            case "GCM" -> new GCMParameterSpec(128, Arrays.copyOf(IDLE_IV, 12));
            case "CBC", "CTR" ->
                    new IvParameterSpec(Arrays.copyOf(IDLE_IV, algorithm.equals("AES") ? 16 : 8));
            default -> new IvParameterSpec(Arrays.copyOf(IDLE_IV, 12));
        };
    }

    /**
     * A cipher with a key, ready for data; closed by the caller.
     *
     * @param parameter the initialisation vector and the like, or null
     */
    public KeyedCipher start(
            boolean encrypting, LibraryKey key, @Nullable AlgorithmParameterSpec parameter)
            throws GeneralSecurityException {
        int mode = encrypting ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
        Cipher pooled = idle.take();
        if (pooled != null) {
            try {
                return start(pooled, mode, key, parameter);
            } catch (GeneralSecurityException e) {
                // Whether a key and a vector are taken is not decided by what this cipher happened
                // to see before, so a new one has the last word.
                return start(made(), mode, key, parameter);
            }
        }
        return start(made(), mode, key, parameter);
    }

    private Cipher made() throws GeneralSecurityException {
        return Cipher.getInstance(
                transformation, libraries.provider(primitive, "Cipher", transformation));
    }

    private KeyedCipher start(
            Cipher cipher, int mode, LibraryKey key, @Nullable AlgorithmParameterSpec parameter)
            throws GeneralSecurityException {
        LentKey lent = key.lend();
        KeyedCipher keyed = new KeyedCipher(this, cipher, mode, lent);
        try {
            cipher.init(mode, lent, parameter, libraries.random());
            return keyed;
        } catch (GeneralSecurityException | RuntimeException e) {
            keyed.close();
            throw e;
        }
    }

    /**
     * Takes the key from a cipher and keeps the cipher; one that does not let go is dropped.
     *
     * @param mode that it was used in: some libraries keep a key of an encryption to the next one,
     *     and do not look at it in a decryption
     */
    void rest(Cipher cipher, int mode) {
        try {
            cipher.init(mode, idleKey, idleParameter, libraries.random());
            idle.give(cipher);
        } catch (GeneralSecurityException | RuntimeException e) {
            // It had the idle key itself, with the idle vector: there is nothing to forget.
            return;
        }
    }
}
