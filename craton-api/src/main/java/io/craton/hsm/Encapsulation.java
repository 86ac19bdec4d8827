package io.craton.hsm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What an encapsulation made (PKCS#11 v3.2, {@code C_EncapsulateKey}).
 *
 * @param ciphertext what the owner of the private key needs to reach the same secret
 * @param key the shared secret, as a secret key object of this token
 */
public record Encapsulation(byte[] ciphertext, ObjectHandle key) {
    /** Copies the ciphertext. */
    public Encapsulation {
        ciphertext = Arguments.notNull(ciphertext, "the ciphertext").clone();
        Arguments.notNull(key, "the key");
    }

    /** A copy. */
    @Override
    public byte[] ciphertext() {
        return ciphertext.clone();
    }

    /** Equal if the ciphertext and the key are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Encapsulation that
                && key.equals(that.key)
                && Arrays.equals(ciphertext, that.ciphertext);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(ciphertext);
    }

    @Override
    public String toString() {
        return "Encapsulation[" + ciphertext.length + " bytes, " + key + "]";
    }
}
