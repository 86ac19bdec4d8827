package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
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
public abstract class Operation implements Partial {
    private final CoreSession session;
    private final @Nullable HsmObject key;
    private final MechanismType mechanism;
    private final AuditEvent event;
    private final boolean multiPart;
    private final @Nullable AutoCloseable context;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private boolean approved;
    private boolean ended;
    private boolean authenticated;
    private boolean given;
    private boolean begun;

    Operation(CoreSession session, KeyAccess access, AutoCloseable context) {
        this(
                session,
                access.object(),
                access.mechanism().type(),
                access.use().event(),
                access.approved(),
                access.offer().spec().multiPart(),
                context);
    }

    Operation(
            CoreSession session,
            @Nullable HsmObject key,
            MechanismType mechanism,
            AuditEvent event,
            boolean approved,
            boolean multiPart,
            @Nullable AutoCloseable context) {
        this.session = session;
        this.key = key;
        this.mechanism = mechanism;
        this.event = event;
        this.approved = approved;
        this.multiPart = multiPart;
        this.context = context;
        this.authenticated = key == null || !key.facts().alwaysAuthenticate();
    }

    @Override
    public final boolean multiPart() {
        return multiPart;
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
        return mechanism;
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

    final CoreSession session() {
        return session;
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

    private <T> T run(Supplier<T> work, boolean last) {
        session.token().parts().gate().enter();
        try {
            return locked(() -> alone(work, last));
        } finally {
            endIfGone();
        }
    }

    // With the lock held.
    private <T> T alone(Supplier<T> work, boolean last) {
        if (ended || !there()) {
            end();
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "the operation has ended: it was finished, failed or was cancelled, or its key or session is gone");
        }
        if (!authenticated) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "CKA_ALWAYS_AUTHENTICATE of the key is true; call authenticate before each operation");
        }
        try {
            T result = work.get();
            if (!there()) {
                throw new HsmException(
                        session.isOpen()
                                ? ReturnCode.CKR_FUNCTION_CANCELED
                                : ReturnCode.CKR_SESSION_CLOSED,
                        "the key was destroyed, its user logged out or the session was closed during the call");
            }
            if (last) {
                record(ReturnCode.CKR_OK, null);
                end();
            } else if (!begun) {
                begun = true;
                session.begun(this);
            }
            return result;
        } catch (RuntimeException e) {
            HsmException failure = Failures.of(e);
            fail(failure);
            throw failure;
        }
    }

    private void fail(HsmException e) {
        if (!ended) {
            end();
            record(e.code(), failureDetail());
        }
    }

    private boolean there() {
        return session.isOpen() && (key == null || key.live());
    }

    private void record(ReturnCode code, AuditDetail.@Nullable Text detail) {
        session.token().record(event, code, session.handle(), key, mechanism, approved, detail);
    }

    /**
     * Ends it if its key or session is gone and nobody uses it now; whoever uses it comes here when
     * the call is over.
     */
    final void endIfGone() {
        if (!there() && lock.tryLock()) {
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
            session.ended(this);
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
        session.enter();
        PinRules.withBytes(
                pin,
                bytes -> {
                    session.token().logins().verify(session, UserType.CKU_USER, bytes);
                    return true;
                });
        authenticated();
    }

    /** Cancels the operation if it has not ended. */
    @Override
    public final void close() {
        if (session.token().parts().gate().foreign()) {
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
