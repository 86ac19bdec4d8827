package io.craton.hsm.provider;

import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.spi.Bytes;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The context of a signature by ML-DSA or SLH-DSA (FIPS 204 section 5.2, FIPS 205 section 10.2),
 * for {@link java.security.Signature#setParameter(AlgorithmParameterSpec)}: who verifies has to
 * give the same. Without one the context is empty and signatures are randomised. Immutable.
 *
 * <p>Other specifications are taken too, if their class is public and has a method {@code byte[]
 * getContext()}, as that of Bouncy Castle has.
 */
public final class CratonContextSpec implements AlgorithmParameterSpec {
    /** The longest context in bytes. */
    public static final int MAX_LENGTH = 255;

    private final byte[] context;
    private final Hedge hedge;

    private CratonContextSpec(byte[] context, Hedge hedge) {
        this.context = context.clone();
        this.hedge = hedge;
    }

    /**
     * A context.
     *
     * @param context 0 to {@value #MAX_LENGTH} bytes
     * @throws IllegalArgumentException if it is longer
     */
    public static CratonContextSpec of(byte[] context) {
        if (context.length > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "a context has at most " + MAX_LENGTH + " bytes, not " + context.length);
        }
        return new CratonContextSpec(context, Hedge.CKH_HEDGE_PREFERRED);
    }

    /** The same context for signatures without randomness: equal data give equal signatures. */
    public CratonContextSpec deterministic() {
        return new CratonContextSpec(context, Hedge.CKH_DETERMINISTIC_REQUIRED);
    }

    /** The context: a copy. */
    public byte[] getContext() {
        return context.clone();
    }

    /** Whether signatures are made without randomness. */
    public boolean isDeterministic() {
        return hedge == Hedge.CKH_DETERMINISTIC_REQUIRED;
    }

    /** What a specification says of a context, whoever made it; null if it says nothing. */
    static @Nullable SignContext read(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof CratonContextSpec own) {
            return new SignContext(own.hedge, own.getContext());
        }
        Bytes context = OtherSpecs.read(spec, "getContext");
        return context == null ? null : new SignContext(Hedge.CKH_HEDGE_PREFERRED, context.copy());
    }
}
