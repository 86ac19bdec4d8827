package io.craton.hsm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.provider.CratonHsmProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application whose daemon is killed (SIGKILL) and started again as another process: the keys
 * that it has work on, and with a PIN source in the configuration it does nothing for that.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeysAfterAKillTest {
    private static final char[] PIN = "user-pin-12345".toCharArray();
    private static final byte[] DATA = {1, 2, 3};

    @TempDir Path directory;
    private KillableDaemon daemon;
    private CratonHsmProvider provider;
    private Key key;
    private byte[] expected;

    @BeforeEach
    void start() throws Exception {
        daemon = new KillableDaemon(directory);
        daemon.initToken(PIN);
        Path pin = Files.writeString(directory.resolve("pin"), new String(PIN) + "\n");
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
        String file = daemon.clientFile("pin_source = \"" + pin + "\"").toString();
        provider = (CratonHsmProvider) new CratonHsmProvider().configure(file);
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, null);
        SecretKey made = KeyGenerator.getInstance("HmacSHA256", provider).generateKey();
        keyStore.setKeyEntry("mac", made, null, null);
        key = keyStore.getKey("mac", null);
        expected = mac();
    }

    @AfterEach
    void stop() {
        provider.close();
        daemon.close();
    }

    private byte[] mac() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", provider);
        mac.init(key);
        return mac.doFinal(DATA);
    }

    @Test
    void key_worksOn_andThePinSourceLogsIn() throws Exception {
        daemon.kill();
        assertThat(failure()).hasStackTraceContaining("CKR_DEVICE_REMOVED");
        assertThat(failure()).hasStackTraceContaining("CKR_DEVICE_REMOVED");
        daemon.startAgain();

        int failed = 0;
        byte[] made = null;
        while (made == null) {
            try {
                made = mac();
            } catch (GeneralSecurityException | RuntimeException e) {
                failed++;
                assertThat(e).hasStackTraceContaining("CKR_DEVICE_REMOVED");
                assertThat(failed).isLessThanOrEqualTo(2);
            }
        }
        assertThat(made).isEqualTo(expected);
    }

    private Exception failure() {
        try {
            mac();
        } catch (GeneralSecurityException | RuntimeException e) {
            return e;
        }
        throw new AssertionError("a killed daemon has answered");
    }

    /**
     * Threads in the midst of their calls: each result is right, or says that the daemon is gone.
     */
    @Test
    void callsUnderWay_failAsThePageSays_andGoOn() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger made = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Void>> callers = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                callers.add(pool.submit(() -> callUntil(over, made)));
            }
            awaitMore(made, callers);
            daemon.kill();
            daemon.startAgain();
            awaitMore(made, callers);
            over.set(true);
            for (Future<Void> caller : callers) {
                caller.get(1, TimeUnit.MINUTES);
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
    }

    private static void awaitMore(AtomicInteger made, List<Future<Void>> callers) throws Exception {
        int wanted = made.get() + 200;
        while (made.get() < wanted) {
            for (Future<Void> caller : callers) {
                if (caller.isDone()) {
                    caller.get();
                }
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private Void callUntil(AtomicBoolean over, AtomicInteger made) throws Exception {
        while (!over.get()) {
            try {
                assertThat(mac()).isEqualTo(expected);
                made.incrementAndGet();
            } catch (GeneralSecurityException | RuntimeException e) {
                assertThat(e)
                        .satisfiesAnyOf(
                                gone -> assertThat(gone).hasStackTraceContaining("_DEVICE_REMOVED"),
                                old ->
                                        assertThat(old)
                                                .hasStackTraceContaining("SESSION_HANDLE_INVALID"));
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        return null;
    }
}
