package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.TokenInfo;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server whose source of PINs is out of date does not lock the token by its own requests. */
class PinSourceTest {
    private static final int THREADS = 8;

    private final AtomicReference<String> pin = new AtomicReference<>("out-of-date");
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private TestToken token;
    private KeyStore keyStore;
    private PrivateKey key;

    @BeforeEach
    void open() throws Exception {
        token =
                TestToken.with(
                        TestToken.config().set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3).build());
        keyStore = token.keyStore();
        key = key(false);
        token.provider().setPinSource(this::next);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        token.close();
    }

    private char[] next() {
        asked.incrementAndGet();
        return pin.get().toCharArray();
    }

    private PrivateKey key(boolean alwaysAuthenticate) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(
                CratonKeySpec.builder()
                        .label("key " + alwaysAuthenticate)
                        .attribute(AttributeType.CKA_ALWAYS_AUTHENTICATE, alwaysAuthenticate)
                        .build());
        return generator.generateKeyPair().getPrivate();
    }

    private Object sign(PrivateKey with) {
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
            signature.initSign(with);
            signature.update(new byte[3]);
            return signature.sign();
        } catch (Exception e) {
            return e;
        }
    }

    private List<Object> requests(int count, PrivateKey with) throws Exception {
        List<Future<Object>> started = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            started.add(threads.submit(() -> sign(with)));
        }
        List<Object> results = new ArrayList<>();
        for (Future<Object> each : started) {
            results.add(each.get(60, TimeUnit.SECONDS));
        }
        return results;
    }

    private boolean counted() {
        return token.hsm()
                .slot(0)
                .tokenInfo()
                .flags()
                .contains(TokenInfo.Flag.CKF_USER_PIN_COUNT_LOW);
    }

    private boolean finalTry() {
        return token.hsm()
                .slot(0)
                .tokenInfo()
                .flags()
                .contains(TokenInfo.Flag.CKF_USER_PIN_FINAL_TRY);
    }

    @Test
    void manyRequests_tryTheOldPinOnce_andTheNewOneAtOnce() throws Exception {
        token.provider().logout();
        assertThat(requests(40, key))
                .allSatisfy(result -> assertThat(result).isInstanceOf(InvalidKeyException.class));
        assertThat(counted()).isTrue();
        assertThat(finalTry()).isFalse();
        pin.set(new String(TestToken.PIN));
        assertThat(requests(40, key))
                .allSatisfy(result -> assertThat(result).isInstanceOf(byte[].class));
        assertThat(counted()).isFalse();
    }

    @Test
    void whoWaits_isGivenThePinOfThen() throws Exception {
        token.provider().logout();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        token.provider()
                .setPinSource(
                        () -> {
                            char[] given = next();
                            first.countDown();
                            await(go);
                            return given;
                        });
        Future<Object> old = threads.submit(() -> sign(key));
        await(first);
        List<Thread> waiting = new ArrayList<>();
        List<Object> results = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> results.add(sign(key)));
            thread.start();
            waiting.add(thread);
        }
        awaitBlocked(waiting);
        pin.set(new String(TestToken.PIN));
        go.countDown();
        assertThat(old.get(60, TimeUnit.SECONDS)).isInstanceOf(InvalidKeyException.class);
        for (Thread thread : waiting) {
            thread.join(60_000);
        }
        assertThat(results)
                .hasSize(THREADS)
                .allSatisfy(result -> assertThat(result).isInstanceOf(byte[].class));
        assertThat(asked).hasValue(2);
    }

    @Test
    void keysThatWantThePinEachTime_tryTheOldPinOnce() throws Exception {
        PrivateKey careful = key(true);
        assertThat(requests(30, careful))
                .allSatisfy(result -> assertThat(result).isInstanceOf(InvalidKeyException.class));
        assertThat(finalTry()).isFalse();
        pin.set(new String(TestToken.PIN));
        assertThat(sign(careful)).isInstanceOf(byte[].class);
    }

    @Test
    void loadingByManyThreads_triesAWrongPinOnce() throws Exception {
        token.provider().logout();
        pin.set(new String(TestToken.PIN));
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch first = new CountDownLatch(1);
        token.provider()
                .setPinSource(
                        () -> {
                            first.countDown();
                            await(go);
                            return next();
                        });
        // Somebody is logging in, so that the others have to wait.
        Future<Object> before = threads.submit(() -> sign(key));
        await(first);
        List<Thread> loading = new ArrayList<>();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(() -> load(failures));
            thread.start();
            loading.add(thread);
        }
        awaitBlocked(loading);
        go.countDown();
        before.get(60, TimeUnit.SECONDS);
        for (Thread thread : loading) {
            thread.join(60_000);
        }
        assertThat(failures)
                .hasSize(THREADS)
                .allSatisfy(failure -> assertThat(failure).isInstanceOf(IOException.class));
        assertThat(counted()).isTrue();
        assertThat(finalTry()).isFalse();
        keyStore.load(null, TestToken.PIN);
    }

    private void load(List<Throwable> failures) {
        try {
            KeyStore.getInstance("CratonHSM", token.provider())
                    .load(null, "wrong-pin-1".toCharArray());
        } catch (Exception e) {
            failures.add(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitBlocked(List<Thread> waiting) throws InterruptedException {
        for (int i = 0; i < 3000; i++) {
            if (waiting.stream().allMatch(each -> each.getState() == Thread.State.WAITING)) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("not all of them wait");
    }

    @Test
    void sourceThatFails_isToldAsItIs() throws Exception {
        token.provider().logout();
        token.provider()
                .setPinSource(
                        () -> {
                            throw new IllegalStateException("the PIN file cannot be read");
                        });
        assertThatThrownBy(
                        () ->
                                Signature.getInstance("SHA256withECDSA", token.provider())
                                        .initSign(key))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("PIN file");
    }
}
