package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.PinAttempts.Pin;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logins, logouts and everything with a PIN. One lock lets the changes of login state through one
 * by one: the store is unlocked for one role at a time. It is not held during the delays of wrong
 * attempts.
 */
final class Logins {
    private static final int LABEL_BYTES = 32;

    private final Token token;
    private final TokenStore store;
    private final PinAttempts attempts;
    private final RollbackCheck rollback;
    private final ReentrantLock oneByOne = new ReentrantLock(true);

    Logins(Token token) {
        this.token = token;
        this.store = token.store();
        this.attempts = new PinAttempts(token.parts().sleeper());
        this.rollback = new RollbackCheck(token);
    }

    void login(CoreSession session, UserType user, byte[] pin) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "a context-specific login belongs to an operation: call authenticate on it");
        }
        PinRules.checkTried(pin);
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
                                                    enter(session, user);
                                                } catch (HsmException e) {
                                                    leave();
                                                    throw e;
                                                }
                                            } else {
                                                recordPin(
                                                        AuditEvent.LOGIN,
                                                        session.handle(),
                                                        user,
                                                        found);
                                            }
                                            return found;
                                        }));
        refuse(user, verdict);
    }

    private void enter(CoreSession session, UserType user) {
        token.setRole(user);
        if (user == UserType.CKU_USER) {
            token.objects().loadPrivate();
        }
        recordPin(AuditEvent.LOGIN, session.handle(), user, PinVerdict.OK);
        rollback.acceptedBy(user);
    }

    private void leave() {
        token.setRole(null);
        token.objects().endPrivate();
        token.sessions().forEach(CoreSession::cancelFunctions);
        store.lock();
    }

    void logout(CoreSession session) {
        locked(
                () -> {
                    UserType user = token.role();
                    if (user == null) {
                        throw new HsmException(
                                ReturnCode.CKR_USER_NOT_LOGGED_IN, "nobody is logged in");
                    }
                    leave();
                    token.parts()
                            .audit()
                            .record(
                                    pinRecord(
                                            AuditEvent.LOGOUT,
                                            ReturnCode.CKR_OK,
                                            session.handle(),
                                            user,
                                            -1));
                    return user;
                });
    }

    void logoutIfNobodyIsThere() {
        locked(
                () -> {
                    UserType user = token.role();
                    if (user != null && token.sessionCount() == 0) {
                        leave();
                        token.parts()
                                .audit()
                                .record(
                                        pinRecord(
                                                AuditEvent.LOGOUT, ReturnCode.CKR_OK, 0, user, -1));
                    }
                    return true;
                });
    }

    /** Checks a PIN without any other effect than that a wrong one is counted. */
    void verify(CoreSession session, UserType user, byte[] pin) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_USER_TYPE_INVALID, "there are PINs of CKU_USER and CKU_SO only");
        }
        PinRules.checkTried(pin);
        PinVerdict verdict =
                attempts.attempt(
                        pinOf(user),
                        () -> {
                            PinVerdict found = store.verifyPin(user, pin);
                            recordPin(AuditEvent.LOGIN, session.handle(), user, found);
                            return found;
                        });
        refuse(user, verdict);
    }

    void initPin(CoreSession session, byte[] pin) {
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
                    store.setUserPin(pin);
                    recordPin(
                            AuditEvent.INIT_PIN, session.handle(), UserType.CKU_SO, PinVerdict.OK);
                    return true;
                });
    }

    void setPin(CoreSession session, byte[] oldPin, byte[] newPin) {
        if (session.mode() == SessionMode.READ_ONLY) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY, "a PIN is changed in a read-write session");
        }
        UserType present = token.role();
        UserType user = present == null ? UserType.CKU_USER : present;
        PinRules.checkTried(oldPin);
        PinRules.checkNew(token.parts().config(), newPin);
        PinVerdict verdict =
                attempts.attempt(
                        pinOf(user),
                        () ->
                                locked(
                                        () -> {
                                            PinVerdict found =
                                                    store.changePin(user, oldPin, newPin);
                                            recordPin(
                                                    AuditEvent.SET_PIN,
                                                    session.handle(),
                                                    user,
                                                    found);
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
        if (label.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD, "a label has at most 32 bytes of UTF-8");
        }
        PinRules.checkTried(currentSoPin);
        token.startInitialising();
        try {
            boolean present = store.state().initialized();
            if (!present || currentSoPin != newSoPin) {
                PinRules.checkNew(token.parts().config(), newSoPin);
            }
            PinVerdict verdict =
                    attempts.attempt(
                            Pin.SO_TO_INITIALIZE,
                            () -> {
                                PinVerdict found =
                                        store.initialize(
                                                present ? currentSoPin : null, newSoPin, label);
                                if (found.ok()) {
                                    token.objects().forgetAll();
                                    token.objects().show();
                                    rollback.forget();
                                    token.replaced();
                                }
                                recordPin(AuditEvent.INIT_TOKEN, 0, UserType.CKU_SO, found);
                                return found;
                            });
            refuse(UserType.CKU_SO, verdict);
        } finally {
            token.endInitialising();
        }
    }

    /**
     * Tries the SO PIN for a backup: a wrong one is counted, recorded and delayed as at a login.
     */
    void tryForBackup(Supplier<PinVerdict> work) {
        PinVerdict verdict =
                attempts.attempt(
                        Pin.SO,
                        () -> {
                            PinVerdict found = work.get();
                            if (!found.ok()) {
                                recordPin(AuditEvent.BACKUP, 0, UserType.CKU_SO, found);
                            }
                            return found;
                        });
        refuse(UserType.CKU_SO, verdict);
    }

    /**
     * Tries what opens a backup, with the delay of a wrong PIN.
     *
     * @param work makes the token of the backup that of the slot, if the secret is right
     */
    void tryForRestore(Supplier<PinVerdict> work) {
        PinVerdict verdict =
                attempts.attempt(
                        Pin.SO_TO_INITIALIZE,
                        () -> {
                            PinVerdict found = work.get();
                            if (found.ok()) {
                                token.objects().forgetAll();
                                token.objects().show();
                                rollback.forget();
                                token.replaced();
                            }
                            recordPin(AuditEvent.RESTORE, 0, UserType.CKU_SO, found);
                            return found;
                        });
        if (!verdict.ok()) {
            throw new HsmException(
                    ReturnCode.CKR_PIN_INCORRECT,
                    "that does not open the backup; it takes the SO PIN of the time when the backup was made");
        }
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

    private void recordPin(AuditEvent event, long session, UserType user, PinVerdict verdict) {
        token.parts()
                .audit()
                .record(pinRecord(event, code(user, verdict), session, user, verdict.failures()));
    }

    private AuditRecord pinRecord(
            AuditEvent event, ReturnCode result, long session, UserType user, int failures) {
        TokenStore.@Nullable StoreMark mark = result == ReturnCode.CKR_OK ? rollback.mark() : null;
        return new AuditRecord(
                event,
                result,
                token.slot(),
                session,
                user,
                null,
                null,
                null,
                null,
                failures,
                mark,
                null);
    }

    private static ReturnCode code(UserType user, PinVerdict verdict) {
        return switch (verdict.kind()) {
            case OK -> ReturnCode.CKR_OK;
            case INCORRECT -> ReturnCode.CKR_PIN_INCORRECT;
            case LOCKED -> ReturnCode.CKR_PIN_LOCKED;
            case NOT_SET ->
                    user == UserType.CKU_USER
                            ? ReturnCode.CKR_USER_PIN_NOT_INITIALIZED
                            : ReturnCode.CKR_TOKEN_NOT_INITIALIZED;
        };
    }

    private static void refuse(UserType user, PinVerdict verdict) {
        String who = user == UserType.CKU_SO ? "SO" : "user";
        switch (verdict.kind()) {
            case OK -> {
                return;
            }
            case INCORRECT ->
                    throw new HsmException(
                            code(user, verdict),
                            "the "
                                    + who
                                    + " PIN is wrong ("
                                    + verdict.failures()
                                    + " failures in a row)");
            case LOCKED ->
                    throw new HsmException(
                            code(user, verdict),
                            user == UserType.CKU_SO
                                    ? "the SO PIN is locked after too many failures; only initialising the token again helps"
                                    : "the user PIN is locked after too many failures; the SO can set a new one (pin reset)");
            case NOT_SET ->
                    throw new HsmException(
                            code(user, verdict),
                            "the " + who + " PIN has not been set; the SO sets it (pin init)");
        }
    }
}
