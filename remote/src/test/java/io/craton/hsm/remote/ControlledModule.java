package io.craton.hsm.remote;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.core.OwnProcess;
import io.craton.hsm.core.TestProfile;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.ModulePlace.Bounds;
import io.craton.hsm.daemon.UnixDoor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A module of a test in the daemon's process, which is served at a socket of its own. */
public final class ControlledModule {
    private final OwnProcess place = new OwnProcess();
    private final Path socket;
    private Hsm hsm;
    private UnixDoor door;

    ControlledModule(Path socket) {
        this.socket = socket;
    }

    /**
     * Opens one with a store of its own, as a configuration says; the socket that it is served at.
     */
    public String openAsItIs(Map<ConfigKey, Object> values) {
        close();
        HsmConfig.Builder builder = HsmConfig.builder();
        values.forEach(builder::set);
        HsmConfig config = builder.build();
        boolean lasting = config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS);
        return serve(lasting ? Hsm.open(config) : TestProfile.open(config));
    }

    private String serve(Hsm opened) {
        hsm = opened;
        door = UnixDoor.open(withoutBudget(hsm), socket);
        return socket.toString();
    }

    /** Opens it; the socket that it is served at. */
    public String open(Map<ConfigKey, Object> values, Bounds bounds) {
        close();
        return serve(
                place.open(
                        builder -> {
                            values.forEach(builder::set);
                            return builder;
                        },
                        bounds));
    }

    /**
     * A door would refuse much at once, and a client's further guesses long before the token counts
     * as many as the tests want.
     */
    private static Hsm withoutBudget(Hsm hsm) {
        HsmConfig config =
                hsm.config().toBuilder()
                        .set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 100)
                        .set(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS, 0)
                        .set(ConfigKey.DAEMON_MAX_RANDOM_LENGTH, 16_777_216)
                        .build();
        InvocationHandler door =
                (proxy, method, arguments) ->
                        method.getName().equals("config") ? config : invoke(hsm, method, arguments);
        return (Hsm)
                Proxy.newProxyInstance(
                        Hsm.class.getClassLoader(), new Class<?>[] {Hsm.class}, door);
    }

    private static Object invoke(Object receiver, Method method, Object[] arguments)
            throws Throwable {
        try {
            return method.invoke(receiver, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Closes it, unless it is closed. */
    public void close() {
        if (door != null) {
            door.close();
            hsm.close();
            door = null;
            hsm = null;
        }
    }

    /** A template as the store has it. */
    public byte[] record(byte[] attributes) {
        return place.record(DaemonPlace.FORM.decode(attributes));
    }

    /** What {@link #record} has made. */
    public byte[] attributes(byte[] record) {
        return DaemonPlace.FORM.encode(place.attributes(record));
    }

    /** Destroys the token in slot 0. */
    public void destroyToken(String label) {
        place.destroyToken(hsm, label);
    }

    /** What nobody waited for. */
    public List<Duration> slept() {
        return new ArrayList<>(place.slept());
    }

    /** Does what is asked of one part. */
    Object perform(Control control) throws Throwable {
        Class<?> type = type(control.part());
        Method method =
                Arrays.stream(type.getMethods())
                        .filter(one -> one.getName().equals(control.method()))
                        .filter(one -> one.getParameterCount() == control.arguments().length)
                        .findFirst()
                        .orElseThrow();
        return invoke(part(control.part()), method, control.arguments());
    }

    private Class<?> type(Control.Part part) {
        return part == Control.Part.STORE ? MemoryStores.Slot.class : part(part).getClass();
    }

    private Object part(Control.Part part) {
        return switch (part) {
            case MODULE -> this;
            case STORE -> place.stores().slot(0);
            case AUDIT -> place.audit();
            case CLOCK -> place.clock();
        };
    }
}
