package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.TokenState.PinState;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Attempts at the user PIN by programs, with a PIN that nobody types: one at a time for the token,
 * none with a PIN that was refused before, none while the PIN is locked. What is not attempted is
 * not counted and not delayed, and is recorded once.
 */
public final class Unattended {
    private final TokenContext context;
    private final ReentrantLock oneByOne = new ReentrantLock(true);
    // How often the PIN has been changed: what was refused before is no news of the new one.
    private final AtomicLong changes = new AtomicLong();
    // Guarded by oneByOne, but for the file of the refused PINs, which anybody may delete.
    private final RefusedPins refused;
    private long known;
    private @Nullable ReturnCode recorded;

    /**
     * @param context the token
     */
    public Unattended(TokenContext context) {
        this.context = context;
        this.refused = new RefusedPins(context.parts(), context.slot());
    }

    /**
     * Makes an attempt, unless it is known how it would end.
     *
     * @param attempt tries the PIN
     * @throws HsmException {@code CKR_PIN_INCORRECT}, {@code CKR_PIN_LOCKED} without an attempt,
     *     and what the attempt throws
     */
    public void attempt(Caller caller, byte[] pin, Runnable attempt) {
        oneByOne.lock();
        try {
            long now = changes.get();
            if (known != now) {
                refused.clear();
                known = now;
                recorded = null;
            }
            PinState state = context.store().state().user();
            if (state.locked()) {
                throw notTried(
                        caller,
                        ReturnCode.CKR_PIN_LOCKED,
                        "the user PIN is locked after too many failures; the SO can set a new one (pin reset)");
            }
            if (refused(pin, state)) {
                throw notTried(
                        caller,
                        ReturnCode.CKR_PIN_INCORRECT,
                        "this PIN was refused before, so it was not tried again and not counted: put the right one"
                                + " where the program takes it from");
            }
            attempt(pin, attempt);
        } finally {
            oneByOne.unlock();
        }
    }

    private void attempt(byte[] pin, Runnable attempt) {
        try {
            attempt.run();
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_PIN_INCORRECT && changes.get() == known) {
                refused.add(pin, true);
            }
            throw e;
        }
    }

    // What an earlier opening has left counts only as long as the last attempt at the PIN was a
    // wrong one: after a right one, or in a store that was put back, it may be out of date itself.
    private boolean refused(byte[] pin, PinState state) {
        if (refused.sinceOpening(pin)) {
            return true;
        }
        if (state.failures() == 0 || !refused.beforeOpening(pin)) {
            return false;
        }
        refused.add(pin, false);
        return true;
    }

    private HsmException notTried(Caller caller, ReturnCode code, String why) {
        if (recorded != code) {
            recorded = code;
            caller.recorder().record(AuditEvent.LOGIN, code, AuditDetail.NOT_TRIED.text());
        }
        return new HsmException(code, why);
    }

    /** There is another user PIN, or another token. */
    public void forget() {
        changes.incrementAndGet();
        refused.deleteFile();
    }
}
