package io.craton.hsm.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes wrong in the program that calls is the caller's alone: the application lives on. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CallersTroubleTest {
    private static final char[] SO_PIN = DaemonProcess.SO_PIN;
    private static final char[] USER_PIN = DaemonProcess.USER_PIN;
    private static final Mechanism SHA256 = Mechanism.of(MechanismType.CKM_SHA256);

    @TempDir static Path directory;
    private static DaemonProcess daemon;

    @BeforeAll
    static void start() throws Exception {
        daemon = new DaemonProcess(directory);
        daemon.initToken("Trouble");
    }

    @AfterAll
    static void stop() {
        daemon.close();
    }

    static Exception[] failures() {
        return new Exception[] {
            new IOException("No space left on device"),
            new IllegalStateException("the window is closed"),
            new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, "the user has had enough")
        };
    }

    /** The next call gets its own answer, and not what was left of the one before. */
    @ParameterizedTest
    @MethodSource("failures")
    void streamThatFails_isTheCallers(Exception failure) throws Exception {
        byte[] data = {1, 2, 3};
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(data);
        byte[] pin = new String(SO_PIN).getBytes(UTF_8);
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
                OutputStream full = new FailingStream(failure)) {
            session.login(UserType.CKU_USER, USER_PIN);
            assertThatThrownBy(() -> hsm.slot(0).backup(BackupOptions.withSoPin(pin), full))
                    .isSameAs(failure);
            assertThat(session.digest(SHA256, data)).isEqualTo(expected);
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
        }
    }

    private static final class FailingStream extends OutputStream {
        private final Exception failure;

        FailingStream(Exception failure) {
            this.failure = failure;
        }

        @Override
        public void write(int one) throws IOException {
            if (failure instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) failure;
        }
    }

    /** Before the first connection, and before a call. */
    @Test
    void interruptedThread_stillCalls() {
        Thread.currentThread().interrupt();
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
            assertThat(session.generateRandom(16)).hasSize(16);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(session.generateRandom(16)).hasSize(16);
        } finally {
            Thread.interrupted();
        }
    }

    /** In the midst of its calls, again and again. */
    @Test
    void interrupts_disturbNobody() throws Exception {
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_ONLY)) {
            Interrupted interrupted = new Interrupted(session);
            Future<Integer> calls = threads.submit(interrupted::digest);
            while (!calls.isDone()) {
                interrupted.interrupt();
                assertThat(session.generateRandom(16)).hasSize(16);
            }
            assertThat(calls.get()).isPositive();
        } finally {
            threads.shutdownNow();
        }
    }

    private static final class Interrupted {
        private static final int CALLS = 200;

        private final Session session;
        private volatile Thread thread;

        Interrupted(Session session) {
            this.session = session;
        }

        /** Gives how often an interrupt came. */
        int digest() throws Exception {
            byte[] data = new byte[200_000];
            byte[] expected = MessageDigest.getInstance("SHA-256").digest(data);
            int interrupts = 0;
            thread = Thread.currentThread();
            for (int i = 0; i < CALLS; i++) {
                assertThat(session.digest(SHA256, data)).isEqualTo(expected);
                interrupts += Thread.interrupted() ? 1 : 0;
            }
            return interrupts;
        }

        void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    /** A PIN that nobody typed is tried at the module of the attempt, and at no other. */
    @Test
    void attemptAtOneModule_isNoneAtAnother() {
        try (Hsm one = daemon.open();
                Hsm other = daemon.open();
                Session first = one.slot(0).openSession(SessionMode.READ_WRITE);
                Session further = other.slot(0).openSession(SessionMode.READ_WRITE);
                Session second = other.slot(0).openSession(SessionMode.READ_WRITE)) {
            further.close();
            first.unattended(USER_PIN, pin -> second.login(UserType.CKU_USER, USER_PIN));
            assertThat(second.info().state()).isEqualTo(SessionState.CKS_RW_USER_FUNCTIONS);
            assertThat(first.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
    }
}
