package io.craton.hsm.cli.console;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What is done when somebody types Ctrl-Z while the echo is off: the terminal is put in order
 * before this process stops, and prepared again when it goes on. By {@code sun.misc.Signal}, the
 * one way that there is, and by reflection, because a runtime may be without the module {@code
 * jdk.unsupported}: the process stops all the same then, and the shell has the terminal as it is.
 */
final class Suspension {
    private final Runnable before;
    private final Runnable after;
    private final @Nullable Object former;

    /**
     * @param before puts the terminal in order
     * @param after prepares it again
     */
    Suspension(Runnable before, Runnable after) {
        this.before = before;
        this.after = after;
        InvocationHandler stopping = (proxy, method, arguments) -> stop();
        this.former = begin(stopping);
    }

    private static @Nullable Object begin(InvocationHandler stopping) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Class<?>[] types = {handler};
            return handle(Proxy.newProxyInstance(handler.getClassLoader(), types, stopping));
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(Suspension.class).debug("Ctrl-Z will not be noticed", e);
            return null;
        }
    }

    private static @Nullable Object handle(Object wanted) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object stop = signal.getConstructor(String.class).newInstance("TSTP");
        try {
            return signal.getMethod("handle", signal, handler).invoke(null, stop, wanted);
        } catch (InvocationTargetException e) {
            // The virtual machine keeps the signal for itself (-Xrs), or it is none here.
            LoggerFactory.getLogger(Suspension.class).debug("Ctrl-Z is not ours", e.getCause());
            return null;
        }
    }

    /** The signal that cannot be handled stops this process; what follows is after it goes on. */
    private @Nullable Object stop() {
        before.run();
        String self = Long.toString(ProcessHandle.current().pid());
        try {
            new ProcessBuilder(List.of("kill", "-STOP", self)).inheritIO().start().waitFor();
        } catch (IOException e) {
            LoggerFactory.getLogger(Suspension.class).debug("there is no kill", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        after.run();
        return null;
    }

    /** Leaves Ctrl-Z to whoever had it before. */
    void end() {
        if (former == null) {
            return;
        }
        try {
            handle(former);
        } catch (ReflectiveOperationException e) {
            LoggerFactory.getLogger(Suspension.class).debug("Ctrl-Z stays as it is", e);
        }
    }
}
