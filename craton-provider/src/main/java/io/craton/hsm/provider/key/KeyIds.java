package io.craton.hsm.provider.key;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.util.Arrays;

/** What public keys and certificates are known by: SHA-256 of their encodings. */
@CheckReturnValue
public final class KeyIds {
    private static final Digest DIGEST = Digest.SHA_256;
    private static final int LENGTH = 20;

    private KeyIds() {}

    /**
     * {@code CKA_ID} for keys to which nobody gave one, which ties a key to its certificate: the
     * first 20 bytes of the SHA-256 of the public key.
     */
    public static byte[] of(byte[] publicKeyInfo) {
        return Arrays.copyOf(sha256(publicKeyInfo), LENGTH);
    }

    /** The 32 bytes of the SHA-256 of an encoding. */
    public static byte[] sha256(byte[] der) {
        try {
            return MessageDigest.getInstance(DIGEST.standardName(), "SUN").digest(der);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new ProviderException("the JDK's SUN provider is needed", e);
        }
    }
}
