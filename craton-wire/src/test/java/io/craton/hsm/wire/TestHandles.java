package io.craton.hsm.wire;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** Objects that do nothing but have a number, the same one each time. */
public final class TestHandles implements Handles {
    private final Map<Class<?>, Object> objects = new HashMap<>();
    private final Map<Object, Long> numbers = new HashMap<>();
    final OutputStream stream = OutputStream.nullOutputStream();

    /** The one object of a type. */
    public Object one(Class<?> type) {
        return objects.computeIfAbsent(type, this::make);
    }

    private Object make(Class<?> type) {
        InvocationHandler answers =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "functions" -> one(SessionFunctions.class);
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "equals" -> proxy == arguments[0];
                            default -> type.getSimpleName();
                        };
        Object made = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answers);
        numbers.put(made, 7L);
        return made;
    }

    @Override
    public long number(Object object) {
        return numbers.get(object instanceof SessionFunctions ? one(Session.class) : object);
    }

    @Override
    public Object object(Class<?> type, long number) {
        if (number != 7) {
            throw new HsmException(ReturnCode.CKR_SESSION_HANDLE_INVALID, "there is none");
        }
        return one(type);
    }

    @Override
    public OutputStream pieces() {
        return stream;
    }
}
