package io.craton.hsm.provider.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token with a server: opened before it starts, closed after it stopped, again and again. */
@Tag("S3-24")
class ContainerTest {
    private static final String NAME = "CratonHSM";

    @TempDir Path path;

    private ServerDirectory directory;
    private String previousHome;

    @BeforeEach
    void token() throws IOException {
        previousHome = System.getProperty("craton.hsm.home", "");
        System.setProperty("craton.hsm.home", path.toString());
        directory = ServerDirectory.create(path);
    }

    @AfterEach
    void clean() {
        Security.removeProvider(NAME);
        if (previousHome.isEmpty()) {
            System.clearProperty("craton.hsm.home");
        } else {
            System.setProperty("craton.hsm.home", previousHome);
        }
    }

    private static void assertServing() throws Exception {
        // No PIN is given: the listener has logged in.
        KeyStore keyStore = KeyStore.getInstance(NAME);
        keyStore.load(null, null);
        assertThat(keyStore.size()).isZero();
    }

    @Test
    void tomcat_startAndStop_opensAndCloses() throws Exception {
        TomcatTokenListener listener = new TomcatTokenListener();
        listener.setConfiguration(directory.file("craton_hsm.toml"));
        listener.setPinFile(directory.file("pin"));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.file("tomcat"));
        tomcat.getServer().addLifecycleListener(listener);

        for (int i = 0; i < 3; i++) {
            tomcat.start();
            assertServing();
            tomcat.stop();
            assertThat(Security.getProvider(NAME)).isNull();
            directory.assertStoreIsFree();
        }
        tomcat.destroy();
    }

    @Test
    void jetty_startAndStop_opensAndCloses() throws Exception {
        JettyTokenLifeCycle token = new JettyTokenLifeCycle();
        token.setConfiguration(directory.file("craton_hsm.toml"));
        token.setPinFile(directory.file("pin"));
        Server server = new Server();
        server.addBean(token);

        for (int i = 0; i < 3; i++) {
            server.start();
            assertServing();
            server.stop();
            assertThat(Security.getProvider(NAME)).isNull();
            directory.assertStoreIsFree();
        }
    }

    @Test
    void keysFirst_putsTheSecondProviderInFront_andTakesItBack() throws Exception {
        JettyTokenLifeCycle token = new JettyTokenLifeCycle();
        token.setConfiguration(directory.file("craton_hsm.toml"));
        token.setPinFile(directory.file("pin"));
        token.setKeysFirst(true);
        token.start();
        assertThat(Security.getProviders()[0].getName()).isEqualTo("CratonHSM-Keys");
        assertServing();
        token.stop();
        assertThat(Security.getProvider("CratonHSM-Keys")).isNull();
        assertThat(Security.getProvider(NAME)).isNull();
        directory.assertStoreIsFree();
    }

    @Test
    void aPinThatCannotBeRead_keepsKafkaFromStarting_andTheStoreFree() throws Exception {
        Map<String, String> settings =
                Map.of(
                        "craton.configuration", directory.file("craton_hsm.toml"),
                        "craton.pin.file", directory.file("no-pin"));
        KafkaTokenCreator creator = new KafkaTokenCreator();
        assertThatThrownBy(() -> creator.configure(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-pin");
        directory.assertStoreIsFree();
    }

    @Test
    void wrongPin_keepsTheServerFromStarting() throws Exception {
        directory.writePrivate("pin", "wrong-pin\n");
        JettyTokenLifeCycle token = new JettyTokenLifeCycle();
        token.setConfiguration(directory.file("craton_hsm.toml"));
        token.setPinFile(directory.file("pin"));

        assertThatThrownBy(token::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining("wrong-pin");

        assertThat(Security.getProvider(NAME)).isNull();
        directory.assertStoreIsFree();
    }

    /** A unit that is started again and again with a PIN file that is out of date. */
    @Test
    void wrongPin_isTriedOnce_howeverOftenTheServerIsStarted() throws Exception {
        directory.writePrivate("pin", "wrong-pin\n");
        TomcatTokenListener listener = new TomcatTokenListener();
        listener.setConfiguration(directory.file("craton_hsm.toml"));
        listener.setPinFile(directory.file("pin"));
        Tomcat tomcat = new Tomcat();
        for (int i = 0; i < 12; i++) {
            assertThatThrownBy(() -> listener.lifecycleEvent(starting(tomcat)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasStackTraceContaining("CKR_PIN_INCORRECT");
        }
        directory.writePrivate("pin", "87654321\n");
        listener.lifecycleEvent(starting(tomcat));
        assertServing();
        listener.lifecycleEvent(
                new LifecycleEvent(tomcat.getServer(), Lifecycle.AFTER_STOP_EVENT, null));
        directory.assertStoreIsFree();
    }

    private static LifecycleEvent starting(Tomcat tomcat) {
        return new LifecycleEvent(tomcat.getServer(), Lifecycle.BEFORE_START_EVENT, null);
    }

    /** A web application that brings the module with it, deployed and undeployed. */
    @Test
    void redeploy_leavesNoClassLoaderThreadOrLock() throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loaders.add(new WeakReference<>(deployAndUndeploy()));
            directory.assertStoreIsFree();
        }

        for (int i = 0; i < 100 && alive(loaders) > 1; i++) {
            System.gc();
            Thread.sleep(50);
        }

        // JDK 17's records keep the class that they were last used with
        // (java.lang.runtime.ObjectMethods): one
        // loader may stay until the next deployment, never two.
        assertThat(alive(loaders)).isLessThanOrEqualTo(1);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains("craton"));
    }

    private static long alive(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() != null).count();
    }

    private ClassLoader deployAndUndeploy() throws Exception {
        List<URL> urls = new ArrayList<>();
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        // Its own copies of everything but the JDK, as a web application has.
        try (URLClassLoader loader =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            ClassLoader before = Thread.currentThread().getContextClassLoader();
            Thread.currentThread().setContextClassLoader(loader);
            try {
                Class<?> type = loader.loadClass(ServerToken.class.getName());
                assertThat(type).isNotSameAs(ServerToken.class);
                Object token = type.getConstructor().newInstance();
                type.getMethod("setConfiguration", String.class)
                        .invoke(token, directory.file("craton_hsm.toml"));
                type.getMethod("setPinFile", String.class).invoke(token, directory.file("pin"));
                type.getMethod("start").invoke(token);
                assertServing();
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", NAME);
                generator.initialize(256);
                Signature signature = Signature.getInstance("SHA256withECDSA", NAME);
                signature.initSign(generator.generateKeyPair().getPrivate());
                signature.sign();
                type.getMethod("stop").invoke(token);
                return loader;
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }
    }
}
