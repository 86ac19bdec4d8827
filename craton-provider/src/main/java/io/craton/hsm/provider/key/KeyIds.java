package io.craton.hsm.provider.key;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.util.Arrays;

/** {@code CKA_ID} for keys to which nobody gave one: what ties a key to its certificate. */
public final class KeyIds {
    private static final int LENGTH = 20;

    private KeyIds() {}

    /** The first 20 bytes of the SHA-256 of the public key. */
    public static byte[] of(byte[] publicKeyInfo) {
        try {
            return Arrays.copyOf(
                    MessageDigest.getInstance("SHA-256", "SUN").digest(publicKeyInfo), LENGTH);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new ProviderException("the JDK's SUN provider is needed", e);
        }
    }
}
