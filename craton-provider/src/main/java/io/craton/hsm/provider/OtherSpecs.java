package io.craton.hsm.provider;

import io.craton.hsm.spi.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads specifications of other providers by the names of their methods, so that callers need not
 * change them when they change the provider.
 */
final class OtherSpecs {
    private OtherSpecs() {}

    /**
     * The bytes that a public method of a specification returns: none if it returns null.
     *
     * @return null if it has no such method
     */
    static @Nullable Bytes read(AlgorithmParameterSpec spec, String method)
            throws InvalidAlgorithmParameterException {
        Method found = method(spec.getClass(), method);
        if (found == null) {
            return null;
        }
        try {
            byte[] value = (byte[]) found.invoke(spec);
            return value == null ? Bytes.NONE : Bytes.of(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new InvalidAlgorithmParameterException(
                    method + " of a " + spec.getClass().getName() + " cannot be read", e);
        }
    }

    private static @Nullable Method method(Class<?> type, String name) {
        try {
            Method found = type.getMethod(name);
            return found.getReturnType() == byte[].class ? found : null;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
