package io.craton.hsm.core.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes a module before the JVM is written into a checkpoint (CRaC), so that no key, generator
 * state or open file gets into the image: whoever is restored from it opens the module anew, with
 * fresh entropy, and logs in. Needs {@code org.crac} on the class path, which is found by name;
 * elsewhere there are no checkpoints.
 */
public final class CheckpointHook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointHook.class);

    @GuardedBy("this")
    private @Nullable Runnable beforeCheckpoint;

    // The context knows resources weakly only: this keeps ours. Null where there are no
    // checkpoints.
    private final @Nullable Object resource;

    private CheckpointHook(Runnable beforeCheckpoint) {
        this.beforeCheckpoint = beforeCheckpoint;
        this.resource = register();
    }

    /**
     * Registers a module.
     *
     * @param beforeCheckpoint closes it; runs at most once
     * @return to be closed when the module is
     */
    public static CheckpointHook onCheckpoint(Runnable beforeCheckpoint) {
        return new CheckpointHook(beforeCheckpoint);
    }

    /** What was registered, an {@code org.crac.Resource}; null without that library. */
    @Nullable Object resource() {
        return resource;
    }

    private @Nullable Object register() {
        try {
            Class<?> resourceClass = Class.forName("org.crac.Resource");
            Object context =
                    Class.forName("org.crac.Core").getMethod("getGlobalContext").invoke(null);
            Object proxy =
                    Proxy.newProxyInstance(
                            resourceClass.getClassLoader(),
                            new Class<?>[] {resourceClass},
                            this::answer);
            Method register =
                    Class.forName("org.crac.Context").getMethod("register", resourceClass);
            register.invoke(context, proxy);
            return proxy;
        } catch (ClassNotFoundException e) {
            // The usual case: no org.crac, no checkpoints.
            return null;
        } catch (InvocationTargetException
                | IllegalAccessException
                | NoSuchMethodException
                | LinkageError e) {
            LOG.warn(
                    "org.crac is there but cannot be used; do not take checkpoints of this process",
                    e);
            return null;
        }
    }

    private @Nullable Object answer(
            Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "beforeCheckpoint" -> {
                run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            case "toString" -> "Craton HSM";
            default -> null;
        };
    }

    private void run() {
        Runnable action;
        synchronized (this) {
            action = beforeCheckpoint;
            beforeCheckpoint = null;
        }
        if (action != null) {
            LOG.info(
                    "the module is closed before a checkpoint; open it again and log in after the restore");
            action.run();
        }
    }

    /** Lets go of the module. */
    @Override
    public synchronized void close() {
        beforeCheckpoint = null;
    }
}
