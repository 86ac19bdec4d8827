package io.craton.hsm.core.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one token. */
@Timeout(120)
class ConcurrencyTest {
    private static final int THREADS = 8;
    private static final byte[] DATA = new byte[64];

    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void stop() throws InterruptedException {
        pool.shutdownNow();
        assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    private void inAllThreads(Callable<Void> work) throws Exception {
        for (Future<Void> done :
                pool.invokeAll(IntStream.range(0, THREADS).mapToObj(i -> work).toList())) {
            done.get();
        }
    }

    @Test
    void oneSession_servesManyThreadsAtOnce() throws Exception {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            KeyPairHandles pair = Keys.ec(session);
            ObjectHandle aes = Keys.aes(session);
            inAllThreads(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            byte[] data = new byte[] {(byte) i};
                            session.verify(
                                    Keys.ecdsa(),
                                    pair.publicKey(),
                                    data,
                                    session.sign(Keys.ecdsa(), pair.privateKey(), data));
                            assertThat(
                                            session.decrypt(
                                                    Keys.cbcPad(),
                                                    aes,
                                                    session.encrypt(Keys.cbcPad(), aes, data)))
                                    .isEqualTo(data);
                        }
                        return null;
                    });
        }
    }

    @Test
    void sessionsAndObjects_comeAndGoWithoutLosses() throws Exception {
        try (TestModule module =
                        TestModule.open(
                                b -> b.set(io.craton.hsm.ConfigKey.TOKEN_MAX_RW_SESSIONS, 100));
                Session keeper = module.userSession()) {
            AtomicInteger made = new AtomicInteger();
            inAllThreads(
                    () -> {
                        for (int i = 0; i < 100; i++) {
                            try (Session session = module.session()) {
                                Template template =
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_DATA)
                                                .label("storm")
                                                .token(i % 2 == 0)
                                                .build();
                                ObjectHandle object = session.createObject(template);
                                session.setAttributes(
                                        object,
                                        Template.builder()
                                                .set(
                                                        AttributeType.CKA_OBJECT_ID,
                                                        new byte[] {(byte) i})
                                                .build());
                                if (i % 4 == 0) {
                                    session.destroyObject(object);
                                } else if (i % 2 == 0) {
                                    made.incrementAndGet();
                                }
                            }
                        }
                        return null;
                    });
            assertThat(keeper.findObjects(Template.builder().label("storm").build()))
                    .hasSize(made.get());
            assertThat(module.stores.slot(0).objectCount()).isEqualTo(made.get());
            assertThat(module.slot().tokenInfo().sessions()).isEqualTo(1);
        }
    }

    @Test
    void oneObject_isDestroyedOnce() throws Exception {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            for (int round = 0; round < 50; round++) {
                ObjectHandle key = Keys.aes(session, b -> b.token(true));
                AtomicInteger successes = new AtomicInteger();
                inAllThreads(
                        () -> {
                            try {
                                session.destroyObject(key);
                                successes.incrementAndGet();
                            } catch (HsmException e) {
                                assertThat(e.code())
                                        .isEqualTo(ReturnCode.CKR_OBJECT_HANDLE_INVALID);
                            }
                            return null;
                        });
                assertThat(successes).hasValue(1);
            }
        }
    }

    @Test
    void gcmVectors_neverRepeatAcrossThreads() throws Exception {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session, b -> b.token(true));
            Set<java.nio.ByteBuffer> seen = ConcurrentHashMap.newKeySet();
            inAllThreads(
                    () -> {
                        for (int i = 0; i < 2000; i++) {
                            try (var operation = session.encryptor(Keys.gcm(), key)) {
                                assertThat(seen.add(java.nio.ByteBuffer.wrap(operation.iv())))
                                        .isTrue();
                            }
                        }
                        return null;
                    });
            assertThat(seen).hasSize(THREADS * 2000);
        }
    }

    @Test
    void logoutInTheMiddle_givesCodesAndNoWrongResults() throws Exception {
        Set<ReturnCode> expected =
                EnumSet.of(
                        ReturnCode.CKR_KEY_HANDLE_INVALID,
                        ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                        ReturnCode.CKR_FUNCTION_CANCELED,
                        ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            Keys.ec(session, b -> b.token(true).label("pair"), b -> b.token(true).label("pair"));
            Template publicHalf =
                    Template.builder()
                            .label("pair")
                            .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                            .build();
            Template privateHalf =
                    Template.builder()
                            .label("pair")
                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                            .build();
            ObjectHandle verifier = session.findObjects(publicHalf).get(0);
            AtomicBoolean stop = new AtomicBoolean();
            AtomicInteger signed = new AtomicInteger();
            CountDownLatch started = new CountDownLatch(THREADS - 1);
            Callable<Void> signer =
                    () -> {
                        started.countDown();
                        while (!stop.get()) {
                            try {
                                for (ObjectHandle key : session.findObjects(privateHalf)) {
                                    byte[] signature = session.sign(Keys.ecdsa(), key, DATA);
                                    session.verify(Keys.ecdsa(), verifier, DATA, signature);
                                    signed.incrementAndGet();
                                }
                            } catch (HsmException e) {
                                assertThat(e.code()).as(e.getMessage()).isIn(expected);
                            }
                        }
                        return null;
                    };
            var running =
                    IntStream.range(0, THREADS - 1).mapToObj(i -> pool.submit(signer)).toList();
            started.await();
            for (int i = 0; i < 200; i++) {
                session.logout();
                session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
            }
            while (signed.get() == 0 && running.stream().noneMatch(Future::isDone)) {
                Thread.onSpinWait();
            }
            stop.set(true);
            for (Future<Void> done : running) {
                done.get();
            }
            assertThat(signed.get()).isPositive();
            assertThat(session.getAttribute(verifier, AttributeType.CKA_LABEL)).isEqualTo("pair");
        }
    }
}
