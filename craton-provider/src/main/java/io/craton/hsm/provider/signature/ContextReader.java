package io.craton.hsm.provider.signature;

import io.craton.hsm.MechanismParameters.SignContext;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/** Turns what a caller of JCA gives into the context of a signature by ML-DSA or SLH-DSA. */
@FunctionalInterface
public interface ContextReader {
    /**
     * The context, and whether the signature is randomised.
     *
     * @return null if the specification says no context
     */
    @Nullable SignContext read(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException;
}
