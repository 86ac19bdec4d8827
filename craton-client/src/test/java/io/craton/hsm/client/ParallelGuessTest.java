package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.UserType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that guesses with many connections at once does not lock the token (decision B51). */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ParallelGuessTest {
    private static final int GUESSES = 16;

    @TempDir Path directory;

    @Test
    void guessesAtOnce_lockNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(GUESSES);
        try (DaemonProcess daemon = new DaemonProcess(directory);
                Hsm hsm = daemon.open()) {
            daemon.initToken("Guessed");
            List<ReturnCode> codes = new ArrayList<>();
            Callable<ReturnCode> attempt = () -> guess(daemon);
            for (Future<ReturnCode> one :
                    threads.invokeAll(Collections.nCopies(GUESSES, attempt))) {
                codes.add(one.get());
            }
            assertThat(codes)
                    .containsOnly(ReturnCode.CKR_PIN_INCORRECT, ReturnCode.CKR_FUNCTION_REJECTED);
            assertThat(Collections.frequency(codes, ReturnCode.CKR_PIN_INCORRECT)).isBetween(1, 5);
            assertThat(hsm.slot(0).tokenInfo().flags())
                    .doesNotContain(TokenInfo.Flag.CKF_USER_PIN_LOCKED);
            // The SO's PIN is another one.
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, DaemonProcess.SO_PIN);
            }
        } finally {
            threads.shutdown();
        }
    }

    private static ReturnCode guess(DaemonProcess daemon) {
        try (Hsm hsm = daemon.open();
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, "wrong-pin-1".toCharArray());
            return ReturnCode.CKR_OK;
        } catch (HsmException e) {
            return e.code();
        }
    }
}
