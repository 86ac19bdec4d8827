package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Stands between the provider and the module and notes which readable keys the provider has made on
 * its way, also those that it destroys before it answers.
 */
final class Recorder {
    private static final List<Class<?>> DOORS = List.of(Hsm.class, Slot.class, Session.class);
    private final List<String> readable = new ArrayList<>();

    /** A module that is watched. */
    Hsm watch(Hsm hsm) {
        return (Hsm) watched(hsm, Hsm.class);
    }

    private Object watched(Object target, Class<?> door) {
        InvocationHandler handler = (proxy, method, arguments) -> call(target, method, arguments);
        return Proxy.newProxyInstance(door.getClassLoader(), new Class<?>[] {door}, handler);
    }

    private Object call(Object target, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("equals")) {
            return arguments[0] != null
                    && Proxy.isProxyClass(arguments[0].getClass())
                    && target.hashCode() == arguments[0].hashCode();
        }
        Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (method.getName().matches("(derive|unwrap|decapsulate|encapsulate)Key.*")) {
            note(method.getName(), arguments);
        }
        return wrapped(result);
    }

    private Object wrapped(Object result) {
        for (Class<?> door : DOORS) {
            if (door.isInstance(result)) {
                return watched(result, door);
            }
        }
        return result instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Slot
                ? list.stream().map(each -> watched(each, Slot.class)).toList()
                : result;
    }

    private void note(String method, Object[] arguments) {
        Arrays.stream(arguments)
                .filter(Template.class::isInstance)
                .map(Template.class::cast)
                .filter(
                        asked ->
                                !asked.get(CKA_SENSITIVE, true) && asked.get(CKA_EXTRACTABLE, true))
                .forEach(asked -> readable.add(method + " " + Show.template(asked)));
    }

    /** What was made since this was last asked. */
    List<String> readable() {
        List<String> made = List.copyOf(readable);
        readable.clear();
        return made;
    }
}
