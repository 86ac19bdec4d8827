package io.craton.hsm.provider.agreement;

import io.craton.hsm.spi.Bytes;
import java.security.spec.KeySpec;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What is to be derived.
 *
 * @param base the secret key of the token
 * @param steps of HKDF
 * @param salt of HKDF; empty for none
 * @param info the fixed input; may be empty
 * @param algorithm the name of the key that is made
 * @param length its length in bytes
 */
public record DerivationRequest(
        SecretKey base,
        HkdfInput.Steps steps,
        Bytes salt,
        Bytes info,
        String algorithm,
        int length) {

    /** Turns what a caller of JCA gives into a request; null for what is none. */
    @FunctionalInterface
    public interface Reader {
        /** The request, or null. */
        @Nullable DerivationRequest read(KeySpec spec);
    }
}
