package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.spi.TokenStoreProvider;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that reloads an application gets all of its classes back, MapDB's among them. */
class ClassLoaderTest {
    private static final int PATIENCE = 100;

    @TempDir Path directory;

    @Test
    void closedStore_keepsNoClassLoader() throws Exception {
        WeakReference<ClassLoader> loader = new WeakReference<>(useAndForget());
        for (int i = 0; i < PATIENCE && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(loader.get()).isNull();
    }

    private ClassLoader useAndForget() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (URLClassLoader application =
                new URLClassLoader(urls.toArray(URL[]::new), new ApiOnly())) {
            TokenStoreProvider provider =
                    ServiceLoader.load(TokenStoreProvider.class, application).stream()
                            .map(ServiceLoader.Provider::get)
                            .findFirst()
                            .orElseThrow();
            assertThat(provider.getClass().getClassLoader()).isSameAs(application);
            try (var stores = provider.open(Tokens.settings(directory))) {
                Tokens.prepare(stores.slot(0));
                for (int group = 0; group < 3; group++) {
                    List<io.craton.hsm.spi.TokenStore.Change> changes = new ArrayList<>();
                    for (int i = 0; i < 1000; i++) {
                        changes.add(Tokens.put(Tokens.id(1000 * group + i), false, "object", null));
                    }
                    stores.slot(0).commit(changes);
                }
                // Enough for the pool of the virtual machine to be used.
                assertThat(stores.slot(0).objects(false)).hasSize(3000);
            }
            return application;
        }
    }

    /** The API and the JDK come from the server, all else from the application. */
    private static final class ApiOnly extends ClassLoader {
        ApiOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.craton.hsm.") && !name.startsWith("io.craton.hsm.store.")) {
                return ClassLoaderTest.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
