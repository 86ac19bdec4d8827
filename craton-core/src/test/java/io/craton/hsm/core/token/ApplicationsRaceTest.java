package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.SessionMode;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Applications;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.SessionObjects;
import io.craton.hsm.spi.AuditRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Applications that log in and out while others use private keys. */
class ApplicationsRaceTest {
    private static final int ROUNDS = 150;
    private static final int APPLICATIONS = 4;

    /** Nobody who is logged in ever meets a locked store, or sees the key go. */
    @Test
    void logins_areNotSeenByOthers() throws Exception {
        try (TestModule module = TestModule.open()) {
            Side maker = Side.first(module).user();
            String id = maker.id(maker.key(true, true));
            module.slot().closeAllSessions();
            assertThat(module.stores.slot(0).unlocked()).isFalse();
            ExecutorService threads = Executors.newFixedThreadPool(APPLICATIONS);
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < APPLICATIONS; i++) {
                Side side = Side.another(module, "app " + i);
                done.add(threads.submit(() -> inAndOut(side, id)));
            }
            for (Future<Integer> one : done) {
                assertThat(one.get(2, TimeUnit.MINUTES)).isEqualTo(ROUNDS);
            }
            threads.shutdown();
            assertThat(module.stores.slot(0).unlocked()).isFalse();
        }
    }

    private static int inAndOut(Side side, String id) {
        int rounds = 0;
        for (int i = 0; i < ROUNDS; i++) {
            side.user();
            side.use(side.one(id));
            side.use(side.key(false, true));
            side.use(side.one(id));
            side.session.logout();
            assertThat(side.find(id)).isEmpty();
            rounds++;
        }
        return rounds;
    }

    /** The call was let in before the application ended: its session would stay for ever. */
    @Test
    void sessionThatIsOpenedWhileTheApplicationEnds_isNotOpened() {
        Applications applications = new Applications(0, HsmConfig.builder().build(), true);
        Application application =
                new Application(AuditRecord.Caller.NONE, null, SessionObjects.unlimited());
        Supplier<SessionContext> maker = () -> new SessionContext(1, SessionMode.READ_WRITE);
        applications.end(application);
        assertCode(
                CKR_CRYPTOKI_NOT_INITIALIZED,
                () -> applications.open(application, SessionMode.READ_WRITE, maker));
        assertCode(
                CKR_CRYPTOKI_NOT_INITIALIZED, () -> applications.openResident(application, maker));
    }

    /** Whoever logs in while the application ends is not logged in afterwards. */
    @Test
    void endOfAnApplication_leavesNobodyLoggedIn() throws Exception {
        try (TestModule module = TestModule.open()) {
            ExecutorService threads = Executors.newSingleThreadExecutor();
            for (int i = 0; i < 2 * ROUNDS; i++) {
                Side side = Side.another(module, "app " + i);
                CountDownLatch start = new CountDownLatch(1);
                Future<Boolean> login = threads.submit(() -> tried(side, start));
                start.countDown();
                side.hsm.close();
                login.get(1, TimeUnit.MINUTES);
                assertThat(module.stores.slot(0).unlocked()).as("round " + i).isFalse();
            }
            threads.shutdown();
        }
    }

    private static boolean tried(Side side, CountDownLatch start) throws InterruptedException {
        start.await();
        try {
            side.user();
            return true;
        } catch (HsmException e) {
            return false; // it came too late
        }
    }
}
