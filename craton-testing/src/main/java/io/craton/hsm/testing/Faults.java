package io.craton.hsm.testing;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a test can make go wrong, to see what the application does then: the failures of a device
 * that users of HSMs know. Safe for use by several threads.
 */
public final class Faults {
    private final Hsm module;
    private final char[] userPin;
    private final Deque<Fault> armed = new ConcurrentLinkedDeque<>();
    private final AtomicLong calls = new AtomicLong();
    private volatile Duration delay = Duration.ZERO;
    private volatile @Nullable ReturnCode broken;

    private record Fault(@Nullable String function, ReturnCode code) {}

    Faults(Hsm module, char[] userPin) {
        this.module = module;
        this.userPin = userPin;
    }

    /**
     * The next call to a session or operation fails with this code; calling it again arms the one
     * after that.
     */
    public Faults failNext(ReturnCode code) {
        armed.add(new Fault(null, code));
        return this;
    }

    /**
     * The next call to one function fails.
     *
     * @param function the name of a method of {@link Session} or of an operation, such as {@code
     *     sign}
     */
    public Faults failNext(String function, ReturnCode code) {
        armed.add(new Fault(function, code));
        return this;
    }

    /** The device is gone: each call fails with {@code CKR_DEVICE_ERROR} until {@link #clear()}. */
    public Faults deviceError() {
        broken = ReturnCode.CKR_DEVICE_ERROR;
        return this;
    }

    /** Each call takes so much longer. */
    public Faults slow(Duration newDelay) {
        delay = newDelay;
        return this;
    }

    /**
     * Every session ends now, as after a restart of the device: the user is logged out and session
     * keys are gone.
     */
    public Faults loseSessions() {
        module.slots()
                .forEach(
                        slot -> {
                            if (slot.tokenInfo().initialized()) {
                                slot.closeAllSessions();
                            }
                        });
        return this;
    }

    /** The user is logged out behind the application's back. */
    public Faults logOut() {
        try (Session session = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.logout();
        }
        return this;
    }

    /**
     * The user PIN is locked, after as many wrong ones as it takes; a login does not succeed any
     * more.
     */
    public Faults lockPin() {
        char[] wrong = userPin.clone();
        wrong[0]++;
        try (Session session = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i <= 100; i++) {
                try {
                    session.verifyPin(UserType.CKU_USER, wrong);
                } catch (HsmException e) {
                    if (e.code() == ReturnCode.CKR_PIN_LOCKED) {
                        return this;
                    }
                }
            }
        }
        throw new IllegalStateException("the PIN does not lock");
    }

    /** How many calls there have been. */
    public long calls() {
        return calls.get();
    }

    /** Nothing goes wrong any more; a locked PIN stays locked. */
    public Faults clear() {
        armed.clear();
        broken = null;
        delay = Duration.ZERO;
        return this;
    }

    /** Before a call: delays it, or makes it fail. */
    void before(String function) {
        calls.incrementAndGet();
        Duration wait = delay;
        if (!wait.isZero()) {
            try {
                Thread.sleep(wait.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        ReturnCode code = broken;
        if (code != null) {
            throw new HsmException(code, "a fault that the test has injected");
        }
        Fault due =
                armed.stream()
                        .filter(
                                fault ->
                                        fault.function() == null
                                                || fault.function().equals(function))
                        .findFirst()
                        .orElse(null);
        if (due != null && armed.remove(due)) {
            throw new HsmException(due.code(), "a fault that the test has injected");
        }
    }
}
