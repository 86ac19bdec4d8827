package io.craton.hsm.core.token.operation;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.context.CallFailure;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Login;
import io.craton.hsm.core.token.context.UnderWay;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.core.token.login.PinCalls;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operation under way. It ends with its last step, with any error, and when its key or its
 * session ends; the end is recorded before its result is given, and so is the first part of a
 * result, so that nothing happens unrecorded. Its own lock keeps threads that share it apart.
 *
 * <p>One that was begun and left has its key in the engine. It loses it when the key or the session
 * ends: at once, or if a call is under way, when that returns.
 */
public abstract class Operation implements Partial, UnderWay {
    private final Caller caller;
    private final PinCalls pins;
    private final @Nullable HsmObject key;
    private final @Nullable Login login;
    private final Facts facts;
    private final @Nullable AutoCloseable context;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private boolean approved;
    private boolean ended;
    private boolean authenticated;
    private boolean given;
    private boolean begun;

    /**
     * Who starts operations.
     *
     * @param caller in which session
     * @param pins what checks a PIN there
     */
    record Starter(Caller caller, PinCalls pins) {}

    /**
     * What is known of an operation when it is started.
     *
     * @param mechanism its mechanism
     * @param event how its end is recorded
     * @param approved whether it is an approved service, as far as is known
     * @param multiPart whether its data may come in parts
     */
    record Facts(MechanismType mechanism, AuditEvent event, boolean approved, boolean multiPart) {
        static Facts of(KeyAccess access) {
            return new Facts(
                    access.mechanism().type(),
                    access.use().event(),
                    access.approved(),
                    access.offer().spec().multiPart());
        }
    }

    Operation(Starter starter, KeyAccess access, @Nullable AutoCloseable context) {
        this.caller = starter.caller();
        this.pins = starter.pins();
        this.key = access.object();
        this.login = access.login();
        this.facts = Facts.of(access);
        this.approved = facts.approved();
        this.context = context;
        this.authenticated = !access.object().facts().alwaysAuthenticate();
    }

    /** An operation without a key. */
    Operation(Starter starter, Facts facts, AutoCloseable context) {
        this.caller = starter.caller();
        this.pins = starter.pins();
        this.key = null;
        this.login = null;
        this.facts = facts;
        this.approved = facts.approved();
        this.context = context;
        this.authenticated = true;
    }

    @Override
    public final boolean multiPart() {
        return facts.multiPart();
    }

    /** Whether it waits for a login of its own. */
    public final boolean needsLogin() {
        return locked(() -> !authenticated && !ended);
    }

    /** The user has logged in for this operation. */
    public final void authenticated() {
        locked(() -> authenticated = true);
    }

    /** Does something while nobody else uses this operation. */
    final <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    final MechanismType mechanism() {
        return facts.mechanism();
    }

    final boolean isApproved() {
        return approved;
    }

    /**
     * It is an approved service only if this answers so, too; if it refuses, it was none. Called
     * within a step.
     */
    final void approvedIf(BooleanSupplier known) {
        boolean before = approved;
        approved = false;
        approved = known.getAsBoolean() && before;
    }

    final Caller caller() {
        return caller;
    }

    /** Makes a step that is not the last but gives a part of the result, perhaps of no bytes. */
    final byte[] part(Supplier<byte[]> work) {
        return step(
                () -> {
                    byte[] bytes = work.get();
                    // Whoever never asks for the rest has this part all the same.
                    if (bytes.length > 0) {
                        given(AuditDetail.BEGUN);
                    }
                    return bytes;
                });
    }

    /** Makes a step that gives a whole message, one of many. */
    final byte[] message(Supplier<byte[]> work) {
        return step(
                () -> {
                    byte[] bytes = work.get();
                    given(AuditDetail.IN_MESSAGES);
                    return bytes;
                });
    }

    private void given(AuditDetail detail) {
        if (!given) {
            given = true;
            record(ReturnCode.CKR_OK, detail.text());
        }
    }

    /** A few words for the record of a failure, or null. */
    AuditDetail.@Nullable Text failureDetail() {
        return null;
    }

    /** Makes a step that is not the last. */
    final <T> T step(Supplier<T> work) {
        return run(work, false);
    }

    /** Makes the last step. */
    final <T> T last(Supplier<T> work) {
        return run(work, true);
    }

    /**
     * Makes the only step, within the call that started the operation: nobody else knows it, so
     * there is nobody to lock out, and the call has been let in already.
     */
    final <T> T only(Supplier<T> work) {
        return alone(work, true);
    }

    private <T> T run(Supplier<T> work, boolean last) {
        caller.enterModule();
        try {
            return locked(() -> alone(work, last));
        } finally {
            endIfGone();
        }
    }

    // With the lock held, or known to one thread only.
    private <T> T alone(Supplier<T> work, boolean last) {
        if (ended || !mayGoOn()) {
            end();
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "the operation has ended: it was finished, failed or was cancelled, or its key"
                            + " or session is gone");
        }
        if (!authenticated) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "CKA_ALWAYS_AUTHENTICATE of the key is true; call authenticate before each"
                            + " operation");
        }
        try {
            T result = work.get();
            requireGoingOn();
            if (last) {
                record(ReturnCode.CKR_OK, null);
                end();
            } else if (!begun) {
                begun = true;
                caller.session().begun(this);
            }
            return result;
        } catch (RuntimeException e) {
            HsmException failure = CallFailure.of(e);
            fail(failure);
            throw failure;
        }
    }

    private void requireGoingOn() {
        if (!mayGoOn()) {
            throw new HsmException(
                    caller.session().isOpen()
                            ? ReturnCode.CKR_FUNCTION_CANCELED
                            : ReturnCode.CKR_SESSION_CLOSED,
                    "the key was destroyed, its user logged out or the session was closed during"
                            + " the call");
        }
    }

    private void fail(HsmException e) {
        if (!ended) {
            end();
            record(e.code(), failureDetail());
        }
    }

    private boolean mayGoOn() {
        return caller.session().isOpen() && (key == null || caller.keeps(key, login));
    }

    private void record(ReturnCode code, AuditDetail.@Nullable Text detail) {
        caller.recorder().record(facts.event(), code, key, facts.mechanism(), approved, detail);
    }

    /**
     * Ends it if its key, login or session is gone and nobody uses it now; whoever uses it comes
     * here when the call is over.
     */
    @Override
    public final void endIfGone() {
        if (!mayGoOn() && lock.tryLock()) {
            try {
                if (!ended) {
                    end();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void end() {
        ended = true;
        if (begun) {
            caller.session().ended(this);
        }
        if (context != null) {
            try {
                context.close();
            } catch (Exception e) {
                throw new HsmException(
                        ReturnCode.CKR_GENERAL_ERROR, "an operation could not be wiped", e);
            }
        }
    }

    /** Logs in for this operation. */
    public final void authenticate(char[] pin) {
        caller.enter();
        pins.verifyUser(pin);
        authenticated();
    }

    /** Cancels the operation if it has not ended. */
    @Override
    public final void close() {
        // Never taken back: whoever sees it needs no lock.
        if (ended || caller.parts().gate().foreign()) {
            return;
        }
        lock.lock();
        try {
            if (!ended) {
                end();
            }
        } finally {
            lock.unlock();
        }
    }
}
