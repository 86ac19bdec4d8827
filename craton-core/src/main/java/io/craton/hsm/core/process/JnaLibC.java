package io.craton.hsm.core.process;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** The C library through JNA, where an application has it on its class path. */
final class JnaLibC extends LibC {
    private final NativeLibrary library = NativeLibrary.getInstance("c");
    private final Function getpid = library.getFunction("getpid");

    private JnaLibC() {}

    static @Nullable LibC open() {
        try {
            LibC made = new JnaLibC();
            made.processId();
            return made;
        } catch (LinkageError | RuntimeException e) {
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
        Function bound = library.getFunction(function);
        Object[] boxed = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            boxed[i] = arguments[i];
        }
        long value = bound.invokeLong(boxed);
        return new Result(value, Native.getLastError());
    }

    @Override
    public long processId() {
        return getpid.invokeInt(new Object[0]);
    }

    @Override
    public long address(ByteBuffer direct) {
        return Pointer.nativeValue(Native.getDirectBufferPointer(direct.duplicate().clear()));
    }

    @Override
    public ByteBuffer view(long address, int length) {
        return new Pointer(address).getByteBuffer(0, length).order(ByteOrder.nativeOrder());
    }
}
