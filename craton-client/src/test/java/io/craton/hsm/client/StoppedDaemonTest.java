package io.craton.hsm.client;

import static io.craton.hsm.client.RemoteModuleTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that stands still for a while, as on a host that swaps or sleeps. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppedDaemonTest {
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
}
