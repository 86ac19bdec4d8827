package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that call: who waits for an answer lets go of the thread that carries it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VirtualCallersTest {
    // From this one on neither a monitor nor a selector holds a virtual thread to its carrier.
    private static final int NO_PINNING_MONITORS = 24;
    private static final int CALLERS = 100;
    private static final int CALLS = 50;
    private static final String PINNED = "jdk.VirtualThreadPinned";

    @TempDir Path directory;

    @Test
    @EnabledForJreRange(minVersion = NO_PINNING_MONITORS)
    void virtualThreads_areNotPinned() throws Exception {
        Path file = directory.resolve("pinned.jfr");
        try (DaemonProcess daemon = new DaemonProcess(directory);
                Hsm hsm = daemon.open()) {
            daemon.initToken("Virtual");
            // Classes are loaded by one thread, for which the others would wait.
            callAtOnce(hsm, 1);
            try (Recording recording = new Recording()) {
                recording.enable(PINNED).withoutThreshold().withStackTrace();
                recording.start();
                callAtOnce(hsm, CALLERS);
                recording.stop();
                recording.dump(file);
            }
        }
        assertThat(RecordingFile.readAllEvents(file))
                .noneMatch(event -> event.getEventType().getName().equals(PINNED));
    }

    private static void callAtOnce(Hsm hsm, int many) throws Exception {
        List<Callable<Integer>> callers = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            callers.add(() -> call(hsm));
        }
        ExecutorService pool = perTask();
        try {
            for (Future<Integer> done : pool.invokeAll(callers)) {
                assertThat(done.get()).isEqualTo(CALLS);
            }
        } finally {
            pool.shutdown();
        }
    }

    /** Gives how many calls were made. */
    private static int call(Hsm hsm) {
        int made = 0;
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
            for (int i = 0; i < CALLS; i++) {
                made += session.generateRandom(32).length / 32;
            }
        }
        return made;
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which Java 17 has not. */
    private static ExecutorService perTask() throws ReflectiveOperationException {
        return (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    }
}
