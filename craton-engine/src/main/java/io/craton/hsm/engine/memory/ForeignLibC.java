package io.craton.hsm.engine.memory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The C library through {@code java.lang.foreign}, which is final from Java 22 on. Reached by name,
 * so that the one class file that JDK 17 can compile serves every runtime; only the set-up is
 * reflective, calls go through method handles. Every function is bound with six {@code long}s: the
 * calling conventions of the 64-bit Unix systems pass whole numbers and pointers alike and let a
 * callee ignore arguments.
 */
final class ForeignLibC extends LibC {
    private static final int ARGUMENTS = 6;
    private static final int FIRST_VERSION = 22;

    private final Object linker;
    private final Object lookup;
    private final Object descriptor;
    private final Object options;
    private final Object stateLayout;
    private final Object arena;
    private final Object errnoSegment;
    private final ByteBuffer errno;
    private final Class<?> segmentClass;
    private final MethodHandle getpid;
    private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

    private ForeignLibC() throws ReflectiveOperationException {
        Class<?> linkerClass = type("Linker");
        Class<?> layoutClass = type("MemoryLayout");
        Class<?> optionClass = type("Linker$Option");
        segmentClass = type("MemorySegment");
        linker = linkerClass.getMethod("nativeLinker").invoke(null);
        lookup = linkerClass.getMethod("defaultLookup").invoke(linker);

        Object longLayout = type("ValueLayout").getField("JAVA_LONG").get(null);
        Object arguments = Array.newInstance(layoutClass, ARGUMENTS);
        for (int i = 0; i < ARGUMENTS; i++) {
            Array.set(arguments, i, longLayout);
        }
        descriptor =
                type("FunctionDescriptor")
                        .getMethod("of", layoutClass, arguments.getClass())
                        .invoke(null, longLayout, arguments);

        options = Array.newInstance(optionClass, 1);
        Array.set(
                options,
                0,
                optionClass
                        .getMethod("captureCallState", String[].class)
                        .invoke(null, (Object) new String[] {"errno"}));
        stateLayout = optionClass.getMethod("captureStateLayout").invoke(null);
        arena = type("Arena").getMethod("global").invoke(null);
        errnoSegment = newErrnoSegment();
        errno = bufferOf(errnoSegment).order(ByteOrder.nativeOrder());
        // Of the same shape as the others, for each shape is compiled at the start; with memory of
        // its own, so that it needs no lock.
        getpid = MethodHandles.insertArguments(handle("getpid"), 0, newErrnoSegment());
        processId();
    }

    private Object newErrnoSegment() throws ReflectiveOperationException {
        return type("SegmentAllocator")
                .getMethod("allocate", type("MemoryLayout"))
                .invoke(arena, stateLayout);
    }

    static @Nullable LibC open() {
        if (Runtime.version().feature() < FIRST_VERSION) {
            return null;
        }
        try {
            return new ForeignLibC();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            // Native access may be denied (--illegal-native-access=deny): the module works without.
            return null;
        }
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName("java.lang.foreign." + name);
    }

    private ByteBuffer bufferOf(Object segment) throws ReflectiveOperationException {
        return (ByteBuffer) segmentClass.getMethod("asByteBuffer").invoke(segment);
    }

    @Override
    public String route() {
        return "java.lang.foreign";
    }

    // One call at a time, for all share the memory that the error number is put into.
    @Override
    public synchronized Result call(String function, long... arguments) {
        MethodHandle handle = handles.computeIfAbsent(function, this::bind);
        long[] all = new long[ARGUMENTS];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        try {
            errno.putInt(0, 0);
            long value = (long) handle.invokeExact(all[0], all[1], all[2], all[3], all[4], all[5]);
            return new Result(value, errno.getInt(0));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the call of " + function + " failed", e);
        }
    }

    @Override
    public long processId() {
        try {
            return (int) (long) getpid.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the call of getpid failed", e);
        }
    }

    private MethodHandle bind(String function) {
        try {
            return MethodHandles.insertArguments(handle(function), 0, errnoSegment);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(
                    "the C library's " + function + " cannot be bound", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.lang.foreign is not as expected", e);
        }
    }

    private MethodHandle handle(String function) throws ReflectiveOperationException {
        Method find = type("SymbolLookup").getMethod("find", String.class);
        Optional<?> symbol = (Optional<?>) find.invoke(lookup, function);
        if (symbol.isEmpty()) {
            throw new NoSuchElementException("the C library has no " + function);
        }
        Class<?> form = type("FunctionDescriptor");
        Method downcall =
                type("Linker").getMethod("downcallHandle", segmentClass, form, options.getClass());
        return (MethodHandle) downcall.invoke(linker, symbol.get(), descriptor, options);
    }

    @Override
    public long address(ByteBuffer direct) {
        try {
            Object segment =
                    segmentClass
                            .getMethod("ofBuffer", java.nio.Buffer.class)
                            .invoke(null, direct.duplicate().clear());
            return (long) segmentClass.getMethod("address").invoke(segment);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.lang.foreign is not as expected", e);
        }
    }

    @Override
    public ByteBuffer view(long address, int length) {
        try {
            Object pointer = segmentClass.getMethod("ofAddress", long.class).invoke(null, address);
            Object segment =
                    segmentClass
                            .getMethod("reinterpret", long.class)
                            .invoke(pointer, (long) length);
            return bufferOf(segment).order(ByteOrder.nativeOrder());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("java.lang.foreign is not as expected", e);
        }
    }
}
