package io.craton.hsm.testing;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.VerifyOperation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The module with {@link Faults} in front of the calls of its sessions and operations. */
final class FaultyProxy implements InvocationHandler {
    private static final Set<Class<?>> WRAPPED =
            Set.of(
                    Hsm.class,
                    Slot.class,
                    Session.class,
                    SignOperation.class,
                    VerifyOperation.class,
                    CipherOperation.class,
                    DigestOperation.class);
    private static final Set<Class<?>> FAILING =
            Set.of(
                    Session.class,
                    SignOperation.class,
                    VerifyOperation.class,
                    CipherOperation.class,
                    DigestOperation.class);
    // Questions without an effect, and what has to work for the test to end.
    private static final Set<String> SPARED =
            Set.of(
                    "close",
                    "slot",
                    "handle",
                    "info",
                    "toString",
                    "hashCode",
                    "equals",
                    "functions");

    private final Class<?> type;
    private final Object target;
    private final Faults faults;

    private FaultyProxy(Class<?> type, Object target, Faults faults) {
        this.type = type;
        this.target = target;
        this.faults = faults;
    }

    static <T> T wrap(Class<T> type, Object target, Faults faults) {
        return type.cast(
                Proxy.newProxyInstance(
                        FaultyProxy.class.getClassLoader(),
                        new Class<?>[] {type},
                        new FaultyProxy(type, target, faults)));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("equals") && arguments != null && arguments.length == 1) {
            return proxy == arguments[0] || target.equals(target(arguments[0]));
        }
        if (FAILING.contains(type) && !SPARED.contains(method.getName())) {
            faults.before(method.getName());
        }
        try {
            return wrapped(method.invoke(target, arguments));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static @Nullable Object target(@Nullable Object other) {
        return other != null
                        && Proxy.isProxyClass(other.getClass())
                        && Proxy.getInvocationHandler(other) instanceof FaultyProxy that
                ? that.target
                : other;
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof List<?> list) {
            return list.stream().map(this::wrapped).toList();
        }
        if (result instanceof Optional<?> optional) {
            return optional.map(this::wrapped);
        }
        for (Class<?> candidate : WRAPPED) {
            if (candidate.isInstance(result)) {
                return wrap(candidate, result, faults);
            }
        }
        return result;
    }
}
