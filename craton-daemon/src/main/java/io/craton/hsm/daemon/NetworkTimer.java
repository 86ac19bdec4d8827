package io.craton.hsm.daemon;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the network door does later, and from time to time, on one thread; it has to be short. */
final class NetworkTimer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkTimer.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(NetworkTimer::thread);

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "craton-hsm-network-timer");
        thread.setDaemon(true);
        return thread;
    }

    /** From time to time. */
    void every(Duration pause, Runnable work) {
        long millis = pause.toMillis();
        Future<?> unused =
                thread.scheduleWithFixedDelay(safe(work), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Once; at once if the door has ended meanwhile. */
    void later(Duration pause, Runnable work) {
        if (thread.isShutdown()) {
            work.run();
            return;
        }
        Future<?> unused = thread.schedule(safe(work), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What fails once is done again the next time. */
    private static Runnable safe(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("The network door could not do what it does from time to time", e);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
