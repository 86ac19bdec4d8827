package io.craton.hsm.engine.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The C library through JNA, where an application has it on its class path. Reached by name, so
 * that the module needs it neither to be compiled nor to run.
 */
final class JnaLibC extends LibC {
    private final Object library;
    private final Method getFunction;
    private final Method invokeLong;
    private final Method lastError;
    private final Method bufferPointer;
    private final Method addressOf;
    private final Class<?> pointerClass;
    private final Object getpid;
    private final Map<String, Object> functions = new ConcurrentHashMap<>();

    private JnaLibC() throws ReflectiveOperationException {
        Class<?> libraryClass = Class.forName("com.sun.jna.NativeLibrary");
        Class<?> nativeClass = Class.forName("com.sun.jna.Native");
        pointerClass = Class.forName("com.sun.jna.Pointer");
        library = libraryClass.getMethod("getInstance", String.class).invoke(null, "c");
        getFunction = libraryClass.getMethod("getFunction", String.class);
        invokeLong = Class.forName("com.sun.jna.Function").getMethod("invokeLong", Object[].class);
        lastError = nativeClass.getMethod("getLastError");
        bufferPointer = nativeClass.getMethod("getDirectBufferPointer", Buffer.class);
        addressOf = pointerClass.getMethod("nativeValue", pointerClass);
        getpid = getFunction.invoke(library, "getpid");
    }

    static @Nullable LibC open() {
        try {
            LibC made = new JnaLibC();
            made.processId();
            return made;
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            // No JNA, or one that cannot unpack its native part: the module works without.
            return null;
        }
    }

    @Override
    public String route() {
        return "JNA";
    }

    @Override
    public Result call(String function, long... arguments) {
        Object bound =
                functions.computeIfAbsent(function, name -> invoke(getFunction, library, name));
        Object[] boxed = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            boxed[i] = arguments[i];
        }
        long value = (long) invoke(invokeLong, bound, (Object) boxed);
        return new Result(value, (int) invoke(lastError, null));
    }

    @Override
    public long processId() {
        return (int) (long) invoke(invokeLong, getpid, (Object) new Object[0]);
    }

    @Override
    public long address(ByteBuffer direct) {
        return (long)
                invoke(addressOf, null, invoke(bufferPointer, null, direct.duplicate().clear()));
    }

    @Override
    public ByteBuffer view(long address, int length) {
        try {
            Object pointer = pointerClass.getConstructor(long.class).newInstance(address);
            return ((ByteBuffer)
                            pointerClass
                                    .getMethod("getByteBuffer", long.class, long.class)
                                    .invoke(pointer, 0L, (long) length))
                    .order(ByteOrder.nativeOrder());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("JNA is not as expected", e);
        }
    }

    private static Object invoke(Method method, @Nullable Object target, Object... arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("JNA failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("JNA is not as expected", e);
        }
    }
}
