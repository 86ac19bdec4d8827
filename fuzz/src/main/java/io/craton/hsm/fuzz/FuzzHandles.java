package io.craton.hsm.fuzz;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Slots, sessions and operations that do nothing; the numbers from 256 on are nobody's. */
final class FuzzHandles implements Handles {
    private final Map<Class<?>, Object> objects = new ConcurrentHashMap<>();

    private Object one(Class<?> type) {
        Object known = objects.get(type);
        if (known == null) {
            known =
                    Proxy.newProxyInstance(
                            type.getClassLoader(), new Class<?>[] {type}, this::answer);
            objects.put(type, known);
        }
        return known;
    }

    private @Nullable Object answer(Object proxy, Method method, Object @Nullable [] arguments) {
        return proxy instanceof Session && method.getName().equals("functions")
                ? one(SessionFunctions.class)
                : null;
    }

    @Override
    public long number(Object object) {
        return 7;
    }

    @Override
    public Object object(Class<?> type, long number) {
        if (number < 0 || number > 255) {
            throw new HsmException(ReturnCode.CKR_SESSION_HANDLE_INVALID, "nobody has this number");
        }
        return one(type);
    }

    @Override
    public OutputStream pieces() {
        return OutputStream.nullOutputStream();
    }
}
