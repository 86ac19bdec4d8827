package io.craton.hsm.client;

import static io.craton.hsm.client.RemoteModuleTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that stands still for a while, as on a host that swaps or sleeps. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedDaemonTest {
    private static final int CALLERS = 8;

    @TempDir Path directory;
    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        daemon = new DaemonProcess(directory);
        daemon.initToken("Remote");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void call_waits_andTheSessionLivesOn() throws Exception {
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, DaemonProcess.USER_PIN);
            daemon.signal("STOP");
            CompletableFuture<SessionState> state =
                    CompletableFuture.supplyAsync(() -> session.info().state());
            Assertions.assertThatThrownBy(() -> state.get(2, TimeUnit.SECONDS))
                    .isInstanceOf(TimeoutException.class);
            daemon.signal("CONT");
            assertThat(state.get(1, TimeUnit.MINUTES))
                    .isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
        }
    }

    @Test
    void call_withADeadline_ends_andTheModuleIsFoundAgain() throws Exception {
        try (Hsm hsm = daemon.open(b -> b.set(ConfigKey.CLIENT_CALL_TIMEOUT_SECS, 1))) {
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            daemon.signal("STOP");
            long start = System.nanoTime();
            assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(30));
            daemon.signal("CONT");
            assertCode(ReturnCode.CKR_DEVICE_REMOVED, session::info);
            assertCode(ReturnCode.CKR_SESSION_HANDLE_INVALID, session::info);
            assertThat(hsm.slot(0).openSession(SessionMode.READ_ONLY).info().state())
                    .isEqualTo(SessionState.CKS_RO_PUBLIC_SESSION);
        }
    }

    /** Whatever was under way when it stopped is answered when it goes on, and nothing is lost. */
    @Test
    @Tag("campaign")
    void load_goesOn_afterTwentySeconds() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong made = new AtomicLong();
        try (Hsm hsm = daemon.open()) {
            List<Future<Long>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> callUntil(over, hsm, made)));
            }
            awaitMore(made, 1000);
            daemon.signal("STOP");
            TimeUnit.SECONDS.sleep(1);
            long before = made.get();
            TimeUnit.SECONDS.sleep(19);
            assertThat(made).hasValue(before);
            daemon.signal("CONT");
            awaitMore(made, 1000);
            over.set(true);
            long all = 0;
            for (Future<Long> caller : callers) {
                all += caller.get(1, TimeUnit.MINUTES);
            }
            assertThat(made).hasValue(all);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    private static void awaitMore(AtomicLong made, int more) throws InterruptedException {
        long wanted = made.get() + more;
        while (made.get() < wanted) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Digests; gives how often. */
    private static long callUntil(AtomicBoolean over, Hsm hsm, AtomicLong made) throws Exception {
        byte[] data = new byte[100_000];
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(data);
        long count = 0;
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
            while (!over.get()) {
                byte[] digest = session.digest(Mechanism.of(MechanismType.CKM_SHA256), data);
                assertThat(digest).isEqualTo(expected);
                made.incrementAndGet();
                count++;
            }
        }
        return count;
    }
}
