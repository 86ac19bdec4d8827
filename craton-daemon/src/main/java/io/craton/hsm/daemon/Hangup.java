package io.craton.hsm.daemon;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signal SIGHUP, by {@code sun.misc.Signal}: the one way that there is, and by reflection,
 * because a runtime may be without the module {@code jdk.unsupported}.
 */
final class Hangup {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Has this done at each SIGHUP, on a thread of the virtual machine's. */
    static void handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler doing = (proxy, method, arguments) -> run(action);
            Class<?>[] types = {handler};
            Object made = Proxy.newProxyInstance(handler.getClassLoader(), types, doing);
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangup, made);
        } catch (InvocationTargetException e) {
            // The virtual machine keeps the signal for itself (-Xrs), or it is ignored (nohup).
            LOG.warn("SIGHUP will not be noticed; a restart reads the configuration", e.getCause());
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIGHUP will not be noticed: the runtime lacks jdk.unsupported", e);
        }
    }

    private static @Nullable Object run(Runnable action) {
        action.run();
        return null;
    }
}
