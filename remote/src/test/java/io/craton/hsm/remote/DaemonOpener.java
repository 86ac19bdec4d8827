package io.craton.hsm.remote;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Function;

/** Opens the modules of the provider's tests in the daemon's process. Closing one ends it there. */
public final class DaemonOpener implements Function<HsmConfig, Hsm> {
    private final DaemonProcess daemon = DaemonProcess.OF_THIS_RUN;

    /** For the system property that the tests read. */
    public DaemonOpener() {}

    @Override
    public Hsm apply(HsmConfig config) {
        long module = daemon.nextModule();
        String socket = (String) call(module, "openAsItIs", DaemonPlace.values(config));
        Hsm hsm = DaemonPlace.openAt(socket, config);
        return (Hsm)
                Proxy.newProxyInstance(
                        Hsm.class.getClassLoader(),
                        new Class<?>[] {Hsm.class},
                        (proxy, method, arguments) -> of(hsm, module, method, arguments));
    }

    private Object of(Hsm hsm, long module, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(hsm, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        } finally {
            if (method.getName().equals("close")) {
                call(module, "close");
            }
        }
    }

    private Object call(long module, String method, Object... arguments) {
        try {
            return daemon.call(new Control(module, Control.Part.MODULE, method, arguments));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
