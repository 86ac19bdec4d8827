package io.craton.hsm.provider;

import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.SignContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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
        Method method = contextMethod(spec.getClass());
        if (method == null) {
            return null;
        }
        try {
            byte[] context = (byte[]) method.invoke(spec);
            return new SignContext(
                    Hedge.CKH_HEDGE_PREFERRED, context == null ? new byte[0] : context);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new InvalidAlgorithmParameterException(
                    "the context of a " + spec.getClass().getName() + " cannot be read", e);
        }
    }

    private static @Nullable Method contextMethod(Class<?> type) {
        try {
            Method method = type.getMethod("getContext");
            return method.getReturnType() == byte[].class ? method : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
