package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Dead session keys: on which thread, in which portions, and what becomes of a failure. */
class ReaperTest {
    private static final int KEYS = 1700;

    private final Set<Long> ended = Collections.synchronizedSet(new HashSet<>());
    private final Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
    private final List<Integer> portions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch all = new CountDownLatch(KEYS);

    private void end(Collection<ObjectHandle> objects) {
        threads.add(Thread.currentThread());
        if (failures.getAndDecrement() > 0) {
            throw new HsmException(ReturnCode.CKR_GENERAL_ERROR, "the log is full");
        }
        portions.add(objects.size());
        for (ObjectHandle object : objects) {
            if (ended.add(object.value())) {
                all.countDown();
            }
        }
    }

    private static void drop(Reaper reaper) {
        for (int i = 0; i < KEYS; i++) {
            reaper.watch(new Object(), new ObjectHandle(i));
        }
    }

    private void awaitAll() throws InterruptedException {
        for (int i = 0; i < 400 && !all.await(50, TimeUnit.MILLISECONDS); i++) {
            System.gc();
        }
        assertThat(ended).hasSize(KEYS);
    }

    @Test
    void deadKeys_endInPortions_onAThreadOfTheirOwn() throws Exception {
        try (Reaper reaper = new Reaper(this::end)) {
            drop(reaper);
            awaitAll();
            assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
            assertThat(portions).allMatch(size -> size <= 500);
        }
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    @Test
    void keysThatCouldNotBeEnded_areTriedAgain() throws Exception {
        failures.set(3);
        try (Reaper reaper = new Reaper(this::end)) {
            drop(reaper);
            awaitAll();
            assertThat(failures.get()).isNegative();
        }
    }

    @Test
    void operationThatWasLeft_isEnded_andOneThatFailsStopsNothing() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (Reaper reaper = new Reaper(this::end)) {
            reaper.watch(
                    new Object(),
                    () -> {
                        throw new IllegalStateException("cannot be ended");
                    });
            reaper.watch(new Object(), done::countDown);
            for (int i = 0; i < 400 && !done.await(50, TimeUnit.MILLISECONDS); i++) {
                System.gc();
            }
            assertThat(done.getCount()).isZero();
        }
    }

    @Test
    void whatWasWithdrawn_orIsInUse_staysAlive() throws Exception {
        Object used = new Object();
        try (Reaper reaper = new Reaper(this::end)) {
            reaper.watch(used, new ObjectHandle(-1));
            reaper.watch(new Object(), new ObjectHandle(-2)).cancel();
            drop(reaper);
            awaitAll();
            assertThat(ended).doesNotContain(-1L, -2L);
        }
        Reference.reachabilityFence(used);
    }
}
