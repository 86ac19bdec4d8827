package io.craton.hsm.client;

import io.craton.hsm.wire.WireFunction;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How a method of the API is answered at this end: found out once for each, for a call has no time
 * for it.
 *
 * @param way how
 * @param function what the method is on the wire; null if it does not travel
 */
record MethodPlan(Way way, @Nullable WireFunction function) {
    private static final Map<Method, MethodPlan> KNOWN = new ConcurrentHashMap<>();

    private static final Set<WireFunction> AT_ONCE =
            EnumSet.of(
                    WireFunction.SIGN_AT_ONCE,
                    WireFunction.VERIFY_AT_ONCE,
                    WireFunction.ENCRYPT_AT_ONCE,
                    WireFunction.DECRYPT_AT_ONCE,
                    WireFunction.DIGEST_AT_ONCE);

    private static final Set<WireFunction> WITH_PIN =
            EnumSet.of(
                    WireFunction.LOGIN,
                    WireFunction.LOGIN_OF_SESSION,
                    WireFunction.SIGNING_AUTHENTICATE,
                    WireFunction.CIPHER_AUTHENTICATE);

    /** What is done with a call. */
    enum Way {
        /** It is one of {@link Object}. */
        OBJECT,
        /** It takes a part of an array: that part travels, a long one in several. */
        PART,
        /** It does not travel. */
        HERE,
        CLOSE,
        /** It is one operation at once: of long data, the default method makes one in parts. */
        AT_ONCE,
        /** Its result comes in pieces, which go to a stream. */
        STREAM,
        /** It tries a PIN that somebody may not have typed. */
        PIN,
        /** It travels as it is. */
        CALL
    }

    /** That of a method. */
    static MethodPlan of(Method method) {
        MethodPlan known = KNOWN.get(method);
        return known == null ? KNOWN.computeIfAbsent(method, MethodPlan::make) : known;
    }

    private static MethodPlan make(Method method) {
        WireFunction function = WireFunction.of(method).orElse(null);
        return new MethodPlan(way(method, function), function);
    }

    private static Way way(Method method, @Nullable WireFunction function) {
        if (method.getDeclaringClass() == Object.class) {
            return Way.OBJECT;
        }
        Class<?>[] types = method.getParameterTypes();
        if (types.length == 3 && types[0] == byte[].class && types[1] == int.class) {
            return Way.PART;
        }
        if (function == null) {
            return Way.HERE;
        }
        if (method.getName().equals("close")) {
            return Way.CLOSE;
        }
        if (AT_ONCE.contains(function)) {
            return Way.AT_ONCE;
        }
        if (Arrays.asList(types).contains(OutputStream.class)) {
            return Way.STREAM;
        }
        return WITH_PIN.contains(function) ? Way.PIN : Way.CALL;
    }

    /** What goes to the daemon. */
    WireFunction sent() {
        return Objects.requireNonNull(function);
    }
}
