package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssemblyTest {
    private final List<String> calls = new ArrayList<>();

    /**
     * A class that is missing is an error, no exception; the store is locked for nobody by then.
     */
    @Test
    void openingThatEndsWithAnError_letsTheStoreGo() {
        Assembly assembly =
                new Assembly(HsmConfig.defaults())
                        .stores(recorded(TokenStoreProvider.class, new MemoryStores()))
                        .audits(
                                settings -> {
                                    throw new NoClassDefFoundError("a class of the log");
                                });

        assertThatThrownBy(assembly::open).isInstanceOf(NoClassDefFoundError.class);
        assertThat(calls).containsExactly("open", "close");
    }

    /** The same, with each call noted; what a store provider opens is noted, too. */
    private <T> T recorded(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, arguments) -> call(target, method, arguments)));
    }

    private Object call(Object target, Method method, Object[] arguments) throws Exception {
        calls.add(method.getName());
        if (arguments != null && arguments[0] instanceof StoreSettings settings) {
            return recorded(TokenStores.class, ((TokenStoreProvider) target).open(settings));
        }
        return method.invoke(target, arguments);
    }
}
