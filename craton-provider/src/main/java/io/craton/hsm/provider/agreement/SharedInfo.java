package io.craton.hsm.provider.agreement;

import io.craton.hsm.spi.Bytes;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What both parties of an agreement put into the derivation of the key.
 *
 * @param info the shared information; may be empty
 * @param salt of HKDF; empty for none
 */
public record SharedInfo(Bytes info, Bytes salt) {
    /** Nothing. */
    static final SharedInfo NONE = new SharedInfo(Bytes.NONE, Bytes.NONE);

    /** Turns what a caller of JCA gives into it. */
    @FunctionalInterface
    public interface Reader {
        /**
         * What the specification says.
         *
         * @return null if it says nothing of shared information
         */
        @Nullable SharedInfo read(AlgorithmParameterSpec spec)
                throws InvalidAlgorithmParameterException;
    }
}
