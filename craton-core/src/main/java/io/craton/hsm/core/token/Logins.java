package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.PinAttempts.Pin;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins, logouts and everything with a PIN. One lock lets the changes of login state through one
 * by one: the store is unlocked for one role at a time. It is not held during the delays of wrong
 * attempts.
 */
final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final int LABEL_BYTES = 32;

    private final Token token;
    private final TokenStore store;
    private final PinAttempts attempts;
    private final RollbackCheck rollback;
    private final LogCheckpoints checkpoints;
    private final ReentrantLock oneByOne = new ReentrantLock(true);

    Logins(Token token) {
        this.token = token;
        this.store = token.store();
        this.attempts = new PinAttempts(token.parts().sleeper());
        this.rollback = new RollbackCheck(token);
        this.checkpoints = new LogCheckpoints(token);
    }

    void login(CoreSession session, UserType user, byte[] pin) {
        PinRecord.once(
                token, AuditEvent.LOGIN, session.handle(), user, told -> login(user, pin, told));
    }

    private void login(UserType user, byte[] pin, PinRecord told) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "a context-specific login belongs to an operation: call authenticate on it");
        }
        told.checkTried(pin);
        token.checkLogin(user);
        PinVerdict verdict =
                attempts.attempt(
                        pinOf(user),
                        () ->
                                locked(
                                        () -> {
                                            token.checkLogin(user);
                                            rollback.check(user);
                                            PinVerdict found = store.unlock(user, pin);
                                            if (found.ok()) {
                                                try {
                                                    enter(user, told);
                                                } catch (HsmException e) {
                                                    leave();
                                                    throw e;
                                                }
                                            } else {
                                                told.verdict(found);
                                            }
                                            return found;
                                        }));
        refuse(user, verdict);
    }

    private void enter(UserType user, PinRecord told) {
        // Whoever sees that the user is logged in sees the user's objects.
        if (user == UserType.CKU_USER) {
            token.objects().loadPrivate();
        }
        token.setRole(user);
        told.verdict(PinVerdict.OK);
        rollback.acceptedBy(user);
        if (user == UserType.CKU_USER) {
            checkpoints.begin();
        }
    }

    private void leave() {
        checkpoints.end();
        token.setRole(null);
        token.objects().endPrivate();
        token.sessions().forEach(CoreSession::cancel);
        store.lock();
    }

    void logout(CoreSession session) {
        PinRecord.once(
                token,
                AuditEvent.LOGOUT,
                session.handle(),
                token.role(),
                told ->
                        locked(
                                () -> {
                                    if (token.role() == null) {
                                        throw new HsmException(
                                                ReturnCode.CKR_USER_NOT_LOGGED_IN,
                                                "nobody is logged in");
                                    }
                                    leave();
                                    told.done();
                                    return true;
                                }));
    }

    void logoutIfNobodyIsThere() {
        locked(
                () -> {
                    UserType user = token.role();
                    if (user != null && token.sessionCount() == 0) {
                        PinRecord.once(
                                token,
                                AuditEvent.LOGOUT,
                                0,
                                user,
                                told -> {
                                    leave();
                                    told.done();
                                });
                    }
                    return true;
                });
    }

    /** Checks a PIN without any other effect than that a wrong one is counted. */
    void verify(CoreSession session, UserType user, byte[] pin) {
        PinRecord.once(
                token, AuditEvent.LOGIN, session.handle(), user, told -> verify(user, pin, told));
    }

    private void verify(UserType user, byte[] pin, PinRecord told) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_USER_TYPE_INVALID, "there are PINs of CKU_USER and CKU_SO only");
        }
        told.checkTried(pin);
        PinVerdict verdict =
                attempts.attempt(
                        pinOf(user),
                        () -> {
                            PinVerdict found = store.verifyPin(user, pin);
                            told.verdict(found);
                            return found;
                        });
        refuse(user, verdict);
    }

    void initPin(CoreSession session, byte[] pin) {
        PinRecord.once(
                token,
                AuditEvent.INIT_PIN,
                session.handle(),
                UserType.CKU_SO,
                told -> initPin(pin, told));
    }

    private void initPin(byte[] pin, PinRecord told) {
        if (token.role() != UserType.CKU_SO) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "only the SO sets the user PIN; log in as CKU_SO");
        }
        PinRules.checkNew(token.parts().config(), pin);
        locked(
                () -> {
                    if (token.role() != UserType.CKU_SO) {
                        throw new HsmException(
                                ReturnCode.CKR_USER_NOT_LOGGED_IN, "the SO has logged out");
                    }
                    boolean gone = store.state().userPinSet() && !store.unlocked();
                    store.setUserPin(pin);
                    token.unattended().forget();
                    told.verdict(PinVerdict.OK, gone ? AuditDetail.OBJECTS_GONE.text() : null);
                    return true;
                });
    }

    /** Whether the SO, who is logged in, opens private objects. */
    boolean recoversObjects() {
        return locked(
                () -> {
                    if (token.role() != UserType.CKU_SO) {
                        throw new HsmException(
                                ReturnCode.CKR_USER_NOT_LOGGED_IN,
                                "what the SO PIN opens is told to the SO; log in as CKU_SO");
                    }
                    return store.unlocked();
                });
    }

    void setPin(CoreSession session, byte[] oldPin, byte[] newPin) {
        UserType present = token.role();
        UserType user = present == null ? UserType.CKU_USER : present;
        PinRecord.once(
                token,
                AuditEvent.SET_PIN,
                session.handle(),
                user,
                told -> setPin(session, user, oldPin, newPin, told));
    }

    private void setPin(
            CoreSession session, UserType user, byte[] oldPin, byte[] newPin, PinRecord told) {
        if (session.mode() == SessionMode.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY, "a PIN is changed in a read-write session");
        }
        told.checkTried(oldPin);
        PinRules.checkNew(token.parts().config(), newPin);
        PinVerdict verdict =
                attempts.attempt(
                        pinOf(user),
                        () ->
                                locked(
                                        () -> {
                                            PinVerdict found =
                                                    store.changePin(user, oldPin, newPin);
                                            if (found.ok() && user == UserType.CKU_USER) {
                                                token.unattended().forget();
                                            }
                                            told.verdict(found);
                                            return found;
                                        }));
        refuse(user, verdict);
    }

    /**
     * Initialises the token.
     *
     * @param currentSoPin the present SO PIN; not looked at if there is no token
     * @param newSoPin the SO PIN from now on
     */
    void initToken(byte[] currentSoPin, byte[] newSoPin, String label) {
        PinRecord.once(
                token,
                AuditEvent.INIT_TOKEN,
                0,
                UserType.CKU_SO,
                told -> initToken(currentSoPin, newSoPin, label, told));
    }

    private void initToken(byte[] currentSoPin, byte[] newSoPin, String label, PinRecord told) {
        if (label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a label has at most 32 bytes of UTF-8");
        }
        token.startInitialising();
        try {
            boolean present = store.state().initialized();
            if (present) {
                told.checkTried(currentSoPin);
            }
            if (!present || currentSoPin != newSoPin) {
                PinRules.checkNew(token.parts().config(), newSoPin);
            }
            PinVerdict verdict =
                    attempts.attempt(
                            Pin.SO,
                            () -> {
                                PinVerdict found =
                                        store.initialize(
                                                present ? currentSoPin : null, newSoPin, label);
                                if (found.ok()) {
                                    replaced();
                                }
                                told.verdict(found);
                                return found;
                            });
            refuse(UserType.CKU_SO, verdict);
        } finally {
            token.endInitialising();
        }
    }

    /** There is another token, even if its objects cannot be read now. */
    private void replaced() {
        token.objects().forgetAll();
        rollback.forget();
        token.replaced();
        try {
            token.objects().show();
        } catch (HsmException e) {
            LOG.warn(
                    "slot {}: the objects of the new token cannot be read before the next opening: {}",
                    token.slot(),
                    e.getMessage());
        }
    }

    /**
     * Destroys the token without a PIN (decision B41): who may do so has its files already.
     *
     * @param label the label of the token, so that it is this one
     */
    void destroyToken(String label) {
        PinRecord.once(token, AuditEvent.DESTROY_TOKEN, 0, null, told -> destroyToken(label, told));
    }

    private void destroyToken(String label, PinRecord told) {
        token.startInitialising();
        try {
            TokenState state = store.state();
            if (!state.initialized()) {
                throw token.notInitialised("there is nothing to destroy");
            }
            if (!state.label().equals(label)) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "that is not the label of the token in slot "
                                + token.slot()
                                + "; nothing was changed");
            }
            TokenStore.StoreMark gone = store.destroy();
            token.objects().forgetAll();
            rollback.forget();
            token.replaced();
            told.destroyed(gone, state);
        } finally {
            token.endInitialising();
        }
    }

    /** Tries the SO PIN for a backup: a wrong one is counted and delayed as at a login. */
    void tryForBackup(Supplier<PinVerdict> work) {
        refuse(UserType.CKU_SO, attempts.attempt(Pin.SO, work));
    }

    /**
     * Tries what opens a backup, with the delay of a wrong PIN.
     *
     * @param told the record of the restore
     * @param work makes the token of the backup that of the slot, if the secret is right
     */
    void tryForRestore(PinRecord told, Supplier<PinVerdict> work) {
        PinVerdict verdict =
                attempts.attempt(
                        Pin.BACKUP,
                        () -> {
                            PinVerdict found = work.get();
                            if (found.ok()) {
                                replaced();
                            }
                            told.verdict(found);
                            return found;
                        });
        if (!verdict.ok()) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_INCORRECT,
                    "that does not open the backup; it takes the SO PIN of the time when the backup was made");
        }
    }

    /**
     * Does what is the SO's, while the SO stays logged in.
     *
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    <T> T whileOfficer(Supplier<T> work) {
        return locked(
                () -> {
                    if (token.role() != UserType.CKU_SO) {
                        throw new HsmException(
                                ReturnCode.CKR_USER_NOT_LOGGED_IN,
                                "only the SO trusts keys; log in as CKU_SO");
                    }
                    return work.get();
                });
    }

    TokenStore.@Nullable StoreMark mark() {
        return rollback.mark();
    }

    private <T> T locked(Supplier<T> work) {
        oneByOne.lock();
        try {
            return work.get();
        } finally {
            oneByOne.unlock();
        }
    }

    private static Pin pinOf(UserType user) {
        return user == UserType.CKU_SO ? Pin.SO : Pin.USER;
    }

    private static void refuse(UserType user, PinVerdict verdict) {
        String who = user == UserType.CKU_SO ? "SO" : "user";
        switch (verdict.kind()) {
            case OK -> {
                return;
            }
            case INCORRECT ->
                    throw new HsmException(
                            PinRecord.code(user, verdict),
                            "the "
                                    + who
                                    + " PIN is wrong ("
                                    + verdict.failures()
                                    + (verdict.failures() == 1 ? " failure" : " failures")
                                    + " in a row)");
            case LOCKED ->
                    throw new HsmException(
                            PinRecord.code(user, verdict),
                            user == UserType.CKU_SO
                                    ? "the SO PIN is locked after too many failures; only destroying the token helps (token destroy),"
                                            + " after which it can be initialised, or restored from a backup"
                                    : "the user PIN is locked after too many failures; the SO can set a new one (pin reset)");
            case NOT_SET ->
                    throw new HsmException(
                            PinRecord.code(user, verdict),
                            "the " + who + " PIN has not been set; the SO sets it (pin init)");
        }
    }
}
