package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;

/**
 * The real store, of which a test lets commits fail. It stands in this package because a module is
 * put together here alone.
 */
public final class FailingStore {
    private volatile boolean failing;

    /** Opens a module on the store. */
    public Hsm open(HsmConfig config) {
        TokenStoreProvider real =
                ServiceLoader.load(TokenStoreProvider.class).findFirst().orElseThrow();
        return new Assembly(config)
                .stores(over(TokenStoreProvider.class, real))
                .integrity(new IntegrityResult(IntegrityResult.Status.OK, "a test"))
                .pinRounds(1)
                .withoutSelfTests()
                .open();
    }

    /** Makes every further commit fail, or work again. */
    public void fail(boolean fail) {
        failing = fail;
    }

    private <T> T over(Class<T> type, Object real) {
        InvocationHandler handler = (proxy, method, args) -> call(real, method, args);
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private Object call(Object real, Method method, Object[] args) throws Throwable {
        if (failing && method.getName().equals("commit")) {
            throw new HsmException(ReturnCode.CKR_DEVICE_ERROR, "the disk is full");
        }
        Object result;
        try {
            result = method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (result instanceof TokenStores stores) {
            return over(TokenStores.class, stores);
        }
        return result instanceof TokenStore store ? over(TokenStore.class, store) : result;
    }
}
