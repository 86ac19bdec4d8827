package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.CheckpointSigner;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is taken out of its container leaves nothing of the log behind. */
class ClassLoaderTest {
    @TempDir Path directory;

    /** What the application does; loaded by its own loader. */
    public static final class Application implements Consumer<Path> {
        @Override
        public void accept(Path directory) {
            CheckpointSigner signer = TestSigner.ed25519("audit.example/log");
            try (AuditLog log = TestLog.in(directory).open()) {
                log.checkpoints(List.of(signer), 1, Duration.ofMillis(10));
                log.record(TestLog.SIGN);
                log.record(TestLog.GENERATE);
            }
        }
    }

    @Test
    void closedLog_letsItsClassLoaderGo() throws Exception {
        WeakReference<ClassLoader> loader = run();
        for (int i = 0; i < 600 && loader.get() != null; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(loader.get()).isNull();
    }

    private WeakReference<ClassLoader> run() throws Exception {
        String[] path = System.getProperty("java.class.path").split(File.pathSeparator);
        URL[] urls = new URL[path.length];
        for (int i = 0; i < path.length; i++) {
            urls[i] = Path.of(path[i]).toUri().toURL();
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> application = loader.loadClass(Application.class.getName());
            assertThat(application.getClassLoader()).isSameAs(loader);
            @SuppressWarnings("unchecked")
            Consumer<Path> run = (Consumer<Path>) application.getConstructor().newInstance();
            run.accept(directory);
            return new WeakReference<>(loader);
        }
    }
}
