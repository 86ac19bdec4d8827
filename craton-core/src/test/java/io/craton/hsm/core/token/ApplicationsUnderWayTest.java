package io.craton.hsm.core.token;

import static io.craton.hsm.ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
import static io.craton.hsm.ReturnCode.CKR_FUNCTION_CANCELED;
import static io.craton.hsm.ReturnCode.CKR_GENERAL_ERROR;
import static io.craton.hsm.ReturnCode.CKR_PIN_INCORRECT;
import static io.craton.hsm.ReturnCode.CKR_SESSION_CLOSED;
import static io.craton.hsm.ReturnCode.CKR_SESSION_HANDLE_INVALID;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.object.ObjectIndex;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is under way in one application when it, its session or the module ends (B40). */
class ApplicationsUnderWayTest {
    private TestModule module;
    private Side a;
    private Side b;

    @BeforeEach
    void open() {
        module = TestModule.open();
        a = Side.first(module);
        b = Side.another(module, "b");
        a.user();
        a.key(true, true);
        a.session.logout();
    }

    @AfterEach
    void close() {
        module.close();
    }

    /** A login that waits behind the delay of somebody's wrong PIN, while something ends. */
    private ReturnCode loginWhile(Runnable ending) throws Exception {
        Call wrong;
        Call right;
        synchronized (module.slept) { // the delay of the wrong one lasts as long
            wrong = new Call(() -> a.session.login(UserType.CKU_USER, "wrong-pin".toCharArray()));
            wrong.waits(Thread.State.BLOCKED);
            right = new Call(b::user);
            right.waits(Thread.State.WAITING);
            ending.run();
        }
        assertThat(wrong.code()).isEqualTo(CKR_PIN_INCORRECT);
        return right.code();
    }

    @Test
    void loginOfAnApplicationThatHasEnded_opensNothing() throws Exception {
        assertThat(loginWhile(b.hsm::close)).isEqualTo(CKR_CRYPTOKI_NOT_INITIALIZED);
        assertThat(module.stores.slot(0).unlocked()).isFalse();
    }

    @Test
    void loginOfASessionThatWasClosed_opensNothing() throws Exception {
        assertThat(loginWhile(b.session::close)).isEqualTo(CKR_SESSION_HANDLE_INVALID);
        assertThat(module.stores.slot(0).unlocked()).isFalse();
        try (Session session = b.open()) {
            assertThat(session.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
    }

    @Test
    void closeThatCannotBeRecorded_endsEveryApplication() throws Exception {
        Call waiting = new Call(() -> b.hsm.waitForSlotEvent(Duration.ofMinutes(5)));
        waiting.waits(Thread.State.TIMED_WAITING);
        module.audit.fail(true);
        assertCode(CKR_GENERAL_ERROR, module::close);
        module.audit.fail(false);
        assertThat(waiting.code()).isEqualTo(CKR_CRYPTOKI_NOT_INITIALIZED);
        module.start();
    }

    /** The new token's private objects are not for who knew a PIN of the old one. */
    @Test
    void loginInASessionThatDoesNotCount_endsWithItsToken() {
        a.session.close();
        b.session.close();
        Session resident = b.slot().openResidentSession();
        resident.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
        a.slot().initToken(TestModule.SO_PIN.toCharArray(), "New");
        assertThat(resident.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        assertThat(module.stores.slot(0).unlocked()).isFalse();
    }

    /** A pair of session keys is made, and about to be seen, while something ends. */
    private ReturnCode pairWhile(Runnable ending) throws Exception {
        ObjectIndex index = ((CoreSlot) b.slot()).token().context().index();
        Call pair;
        synchronized (index) {
            pair = new Call(() -> Keys.ec(b.session));
            pair.waits(Thread.State.BLOCKED);
            ending.run();
        }
        return pair.code();
    }

    private int objects() {
        return ((CoreSlot) a.slot()).token().context().index().size();
    }

    @Test
    void pairOfASessionThatWasClosed_leavesNoHalf() throws Exception {
        b.user();
        int before = objects();
        try (Session kept = b.open()) {
            assertThat(pairWhile(b.session::close)).isEqualTo(CKR_SESSION_CLOSED);
            assertThat(objects()).isEqualTo(before);
        }
    }

    @Test
    void pairOfAUserWhoLoggedOut_leavesNoHalf() throws Exception {
        a.user();
        b.user();
        int before = objects();
        assertThat(pairWhile(b.session::logout)).isEqualTo(CKR_FUNCTION_CANCELED);
        assertThat(objects()).isEqualTo(before);
    }

    @Test
    void applicationThatTheModuleHasEnded_isClosedWithoutTheLog() {
        module.close();
        module.audit.fail(true); // it is closed, too
        b.hsm.close();
        module.audit.fail(false);
        module.start();
    }

    @Test
    void resetThatCannotBeRecorded_endsEveryLoginOfTheUser() {
        module.close();
        module = TestModule.open(s -> s.set(ConfigKey.SECURITY_SO_RECOVERY, false));
        a = Side.first(module).officer();
        b = Side.another(module, "b").user();
        Side c = Side.another(module, "c").user();
        module.audit.fail(true);
        assertCode(CKR_GENERAL_ERROR, () -> a.session.initPin("11223344".toCharArray()));
        module.audit.fail(false);
        for (Side side : new Side[] {b, c}) {
            assertThat(side.session.info().state()).isEqualTo(SessionState.CKS_RW_PUBLIC_SESSION);
        }
        assertThat(module.stores.slot(0).unlocked()).isFalse();
        assertThat(a.session.info().state()).isEqualTo(SessionState.CKS_RW_SO_FUNCTIONS);
    }

    /** A call on a thread of its own. */
    private static final class Call {
        private final CompletableFuture<ReturnCode> result = new CompletableFuture<>();
        private final Thread thread;

        Call(Runnable work) {
            thread = new Thread(() -> result.complete(codeOf(work)));
            thread.setDaemon(true);
            thread.start();
        }

        private static ReturnCode codeOf(Runnable work) {
            HsmException failure = catchThrowableOfType(HsmException.class, work::run);
            return failure == null ? ReturnCode.CKR_OK : failure.code();
        }

        void waits(Thread.State state) {
            while (thread.getState() != state) {
                assertThat(result).isNotDone();
                Thread.onSpinWait();
            }
        }

        ReturnCode code() throws Exception {
            return result.get(1, TimeUnit.MINUTES);
        }
    }
}
