package io.craton.application;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.TestProfile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A second implementation of the module beside the core, named {@code relay}: nothing that it gives
 * away has a class of the core. It passes each call on, as a client of another process would, and
 * remembers which there were.
 */
public final class RelayHsmProvider implements HsmProvider {
    public static final String NAME = "relay";

    /** A label with which it claims configurations that do not name it. */
    public static final String GREEDY = "claimed twice";

    public static final Set<String> CALLS = ConcurrentHashMap.newKeySet();

    /** What happens before a module closes. */
    public static volatile Runnable beforeClose = () -> {};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serves(HsmConfig config) {
        return config.isSet(ConfigKey.MODULE_IMPLEMENTATION)
                ? config.string(ConfigKey.MODULE_IMPLEMENTATION).equals(NAME)
                : config.string(ConfigKey.TOKEN_LABEL).equals(GREEDY);
    }

    /** All but one, so that it can be seen who was asked. */
    @Override
    public Set<MechanismType> mechanisms(HsmConfig config) {
        return EnumSet.complementOf(EnumSet.of(MechanismType.CKM_SHA256));
    }

    @Override
    public Hsm open(HsmConfig config) {
        return (Hsm) relay(TestProfile.open(config));
    }

    /** The same object behind interfaces of the API alone. */
    private static Object relay(Object real) {
        Class<?>[] contracts =
                Arrays.stream(real.getClass().getInterfaces())
                        .filter(type -> type.getPackage().equals(Hsm.class.getPackage()))
                        .toArray(Class<?>[]::new);
        if (contracts.length == 0) {
            return real;
        }
        return Proxy.newProxyInstance(Hsm.class.getClassLoader(), contracts, new Relay(real));
    }

    private record Relay(Object real) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            String call = method.getDeclaringClass().getSimpleName() + "." + method.getName();
            CALLS.add(call);
            if (real instanceof Hsm && method.getName().equals("close")) {
                beforeClose.run();
            }
            try {
                return wrapped(method.invoke(real, unwrapped(arguments)));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static Object wrapped(Object result) {
            if (result instanceof List<?> list) {
                return list.stream().map(Relay::wrapped).toList();
            }
            return result == null ? null : relay(result);
        }

        private static Object[] unwrapped(Object[] arguments) {
            return arguments == null
                    ? null
                    : Arrays.stream(arguments).map(Relay::unwrapped).toArray();
        }

        private static Object unwrapped(Object argument) {
            return argument != null
                            && Proxy.isProxyClass(argument.getClass())
                            && Proxy.getInvocationHandler(argument) instanceof Relay relay
                    ? relay.real()
                    : argument;
        }
    }
}
