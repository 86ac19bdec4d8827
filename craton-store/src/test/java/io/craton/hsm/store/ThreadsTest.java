package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.WRONG;
import static io.craton.hsm.store.Tokens.ascii;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.SecretMemory;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many callers, interrupted callers, and what is left of them. */
@Timeout(120)
class ThreadsTest {
    @TempDir Path directory;

    private static void together(int threads, java.util.function.IntConsumer work)
            throws Exception {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> work.accept(number));
            thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
            all.add(thread);
        }
        all.forEach(Thread::start);
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    /** Memory for keys, in which something else happens once, when the next key is put there. */
    private static final class Interposed implements SecretMemory {
        private final AtomicReference<Runnable> next = new AtomicReference<>(() -> {});

        void before(Runnable work) {
            next.set(work);
        }

        @Override
        public Secret take(byte[] secret) {
            next.getAndSet(() -> {}).run();
            return HEAP.take(secret);
        }
    }

    /** Two logins write headers and seal the newest, while a third one is at work with its own. */
    @Test
    void headerOfALogin_isNotTakenForAnOldCopy_ifOthersLogInMeanwhile() throws Exception {
        Interposed memory = new Interposed();
        StoreSettings settings = Tokens.withMemory(Tokens.settings(directory), memory);
        try (SlotStores stores = Tokens.openWith(settings)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            token.lock();
            CompletableFuture<PinVerdict> others = new CompletableFuture<>();
            memory.before(
                    () -> {
                        logIn(token, others);
                        others.join();
                    });
            assertThat(token.unlock(UserType.CKU_USER, USER).ok()).isTrue();
            assertThat(others.join().ok()).isTrue();
            put(token, id(1), true, "attributes", "secret");
        }
    }

    private static void logIn(TokenStore token, CompletableFuture<PinVerdict> verdict) {
        verdict.completeAsync(
                () -> {
                    token.unlock(UserType.CKU_USER, WRONG);
                    return token.unlock(UserType.CKU_USER, USER);
                });
    }

    @Test
    void manyCallers_shareForcedWrites_andLoseNothing() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            token.unlock(UserType.CKU_USER, USER);
            long before = token.mark().sequence();
            together(
                    16,
                    thread -> {
                        for (int i = 0; i < 25; i++) {
                            int number = thread * 100 + i;
                            put(token, id(number), true, "a" + number, "s" + number);
                            assertThat(token.secret(id(number))).isEqualTo(ascii("s" + number));
                        }
                    });
            assertThat(token.objects(true)).hasSize(400);
            assertThat(token.mark().sequence() - before).isLessThan(400);
        }
        try (SlotStores stores = Tokens.open(directory)) {
            stores.slot(0).unlock(UserType.CKU_USER, USER);
            assertThat(stores.slot(0).objects(true)).hasSize(400);
        }
    }

    @Test
    void reservations_ofManyCallers_neverOverlap() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            put(token, id(1), false, "key", null);
            Set<Long> numbers = java.util.Collections.synchronizedSet(new HashSet<>());
            AtomicInteger repeated = new AtomicInteger();
            together(
                    8,
                    thread -> {
                        for (int i = 0; i < 50; i++) {
                            long first = token.reserve(id(1), 3);
                            for (int k = 0; k < 3; k++) {
                                if (!numbers.add(first + k)) {
                                    repeated.incrementAndGet();
                                }
                            }
                        }
                    });
            assertThat(repeated).hasValue(0);
            assertThat(numbers).hasSize(1200);
        }
    }

    @Test
    void secretThatIsReplacedAllTheTime_isReadWhole() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            put(token, id(1), false, "v0", "v0");
            AtomicBoolean stop = new AtomicBoolean();
            together(
                    3,
                    thread -> {
                        if (thread == 0) {
                            for (int i = 1; i < 400; i++) {
                                put(token, id(1), false, "v" + i, "v" + i);
                            }
                            stop.set(true);
                        }
                        while (!stop.get()) {
                            assertThat(new String(token.secret(id(1)))).startsWith("v");
                            assertThat(token.objects(false)).hasSize(1);
                        }
                    });
            assertThat(token.secret(id(1))).isEqualTo(ascii("v399"));
        }
    }

    @Test
    void parallelGuesses_areAllCounted() throws Exception {
        try (SlotStores stores = Tokens.open(null)) {
            TokenStore token = stores.slot(0);
            Tokens.prepare(token);
            ConcurrentLinkedQueue<PinVerdict.Kind> verdicts = new ConcurrentLinkedQueue<>();
            together(
                    8,
                    thread ->
                            verdicts.add(
                                    token.unlock(UserType.CKU_USER, ascii("guess " + thread))
                                            .kind()));
            assertThat(verdicts.stream().filter(PinVerdict.Kind.INCORRECT::equals)).hasSize(3);
            assertThat(verdicts.stream().filter(PinVerdict.Kind.LOCKED::equals)).hasSize(5);
        }
    }

    @Test
    void interruptedCallers_doNotBreakTheStore() throws Exception {
        Thread.currentThread().interrupt();
        SlotStores stores = Tokens.open(directory);
        assertThat(Thread.interrupted()).isTrue();
        try (stores) {
            TokenStore token = stores.slot(0);
            Thread.currentThread().interrupt();
            Tokens.prepare(token);
            assertThat(Thread.interrupted()).isTrue();
            token.unlock(UserType.CKU_USER, USER);
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> workers = new ArrayList<>();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            AtomicInteger done = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                int number = i;
                Thread worker =
                        new Thread(
                                () -> {
                                    while (!stop.get()) {
                                        put(token, id(number), true, "a", "s");
                                        token.secret(id(number));
                                        token.objects(true);
                                        done.incrementAndGet();
                                    }
                                });
                worker.setUncaughtExceptionHandler((t, e) -> failures.add(e));
                workers.add(worker);
            }
            workers.forEach(Thread::start);
            for (int i = 0; i < 2000 || done.get() < 20; i++) {
                workers.forEach(Thread::interrupt);
                Thread.sleep(0, 100_000);
            }
            stop.set(true);
            for (Thread worker : workers) {
                worker.join();
            }
            assertThat(failures).isEmpty();
            Thread.currentThread().interrupt();
            token.initialize(Tokens.SO, Tokens.SO, "again");
            assertThat(Thread.interrupted()).isTrue();
        }
        Tokens.open(directory).close();
    }

    @Test
    void closedStore_leavesNoThread() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
            put(stores.slot(0), id(1), false, "a", "s");
        }
        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        assertThat(after).isEmpty();
        assertThat(System.getProperties().stringPropertyNames())
                .noneMatch(name -> name.contains(directory.toString()));
    }
}
