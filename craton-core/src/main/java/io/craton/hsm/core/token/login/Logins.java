package io.craton.hsm.core.token.login;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Applications;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.SessionContext;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.PinVerdict;
import io.craton.hsm.spi.TokenStore;
import java.util.List;
import java.util.function.Supplier;

/**
 * Logins and logouts (PKCS#11 v3.2 sections 5.6.8 to 5.6.10). Each application logs in for itself;
 * the store is open as long as one of them is logged in. A login, in this order:
 *
 * <ol>
 *   <li>What excludes it is looked at, before the PIN costs anything.
 *   <li>The PIN has its turn ({@link PinAttempts}).
 *   <li>From here on logins and logouts of the token come one by one. The session is still open,
 *       and what excludes the login is looked at again.
 *   <li>The store tries the PIN, and opens if nobody else has opened it.
 *   <li>The first user brings the private objects into sight.
 *   <li>The application is logged in: whoever sees that sees the objects.
 *   <li>The record is written. If that fails, the application is logged out again.
 *   <li>With the first user the checkpoints of the log begin.
 * </ol>
 *
 * <p>A logout goes the same way back: the last user's takes the private objects out of sight and
 * the last one's of all locks the store. Nothing is locked during the delay of a wrong attempt.
 */
public final class Logins {
    private final TokenContext context;
    private final Applications applications;
    private final TokenStore store;
    private final TokenObjects objects;
    private final PinAttempts attempts;
    private final RollbackCheck rollback;
    private final UserPresence presence;
    private final OneByOne oneByOne = new OneByOne();

    /** What is done as long as the user is logged in anywhere. */
    public interface UserPresence {
        /** The first user has logged in. */
        void begin();

        /** The last user is about to log out. */
        void end();
    }

    /**
     * @param context the token
     * @param objects its objects
     * @param attempts the turns of its PINs
     * @param rollback whether its store is the one that the log knows
     * @param presence what is done while the user is logged in
     */
    public Logins(
            TokenContext context,
            TokenObjects objects,
            PinAttempts attempts,
            RollbackCheck rollback,
            UserPresence presence) {
        this.context = context;
        this.applications = context.applications();
        this.store = context.store();
        this.objects = objects;
        this.attempts = attempts;
        this.rollback = rollback;
        this.presence = presence;
    }

    /** Logs an application in. */
    public void login(Caller caller, UserType user, byte[] pin) {
        PinRecord.of(caller)
                .once(AuditEvent.LOGIN, user, record -> login(caller, user, pin, record));
    }

    private void login(Caller caller, UserType user, byte[] pin, PinRecord record) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "a context-specific login belongs to an operation: call authenticate on it");
        }
        record.checkTried(pin);
        applications.checkLogin(caller.application(), user);
        Supplier<PinVerdict> work = () -> tried(caller, user, pin, record);
        attempts.require(user, () -> oneByOne.get(work));
    }

    private PinVerdict tried(Caller caller, UserType user, byte[] pin, PinRecord record) {
        // A session that was closed meanwhile has logged out already, or is about to.
        caller.enter();
        Application application = caller.application();
        applications.checkLogin(application, user);
        rollback.check(user);
        PinVerdict found = open(user) ? store.verifyPin(user, pin) : store.unlock(user, pin);
        if (!found.ok()) {
            record.verdict(found);
            return found;
        }
        try {
            enter(application, user, record);
        } catch (HsmException e) {
            leave(application, user);
            throw e;
        }
        return found;
    }

    private boolean open(UserType user) {
        return user == UserType.CKU_SO ? applications.anyOfficer() : applications.anyUser();
    }

    private void enter(Application application, UserType user, PinRecord record) {
        boolean first = user == UserType.CKU_USER && !applications.anyUser();
        if (first) {
            objects.loadPrivate();
        }
        applications.login(application, user, context.index().changeCount());
        record.verdict(PinVerdict.OK);
        rollback.acceptedBy(user, application.identity());
        if (first) {
            presence.begin();
        }
    }

    private void leave(Application application, UserType user) {
        if (application.isUser() && applications.userCount() == 1) {
            presence.end();
        }
        applications.login(application, null, context.index().changeCount());
        objects.endPrivateOf(application);
        if (!applications.anyUser()) {
            objects.endPrivate();
        }
        application.sessions().forEach(SessionContext::cancel);
        application.residents().forEach(SessionContext::cancel);
        if (!applications.anyUser() && !applications.anyOfficer()) {
            objects.stored().forgetPrivate();
            store.lock();
        } else if (!open(user)) {
            store.leave(user);
        }
    }

    /** Logs an application out. */
    public void logout(Caller caller) {
        Application application = caller.application();
        UserType user = application.role();
        PinRecord.of(caller)
                .once(AuditEvent.LOGOUT, user, record -> logoutInTurn(application, record));
    }

    private void logoutInTurn(Application application, PinRecord record) {
        oneByOne.run(() -> logout(application, record));
    }

    private void logout(Application application, PinRecord record) {
        UserType user = application.role();
        if (user == null) {
            throw new HsmException(ReturnCode.CKR_USER_NOT_LOGGED_IN, "nobody is logged in");
        }
        leave(application, user);
        record.done();
    }

    /** Logs an application out that has no session any more. */
    public void logoutWithoutSessions(Application application) {
        oneByOne.run(
                () -> {
                    if (application.sessionCount() == 0) {
                        logout(application);
                    }
                });
    }

    private void logout(Application application) {
        UserType user = application.role();
        if (user != null) {
            PinRecord.of(context, application)
                    .once(AuditEvent.LOGOUT, user, record -> logout(application, record));
        }
    }

    /** Takes an application's login away without a record, when the module cannot write one. */
    public void drop(Application application) {
        oneByOne.run(
                () -> {
                    UserType user = application.role();
                    if (user != null) {
                        leave(application, user);
                    }
                });
    }

    /**
     * Takes every login away: it was one at the token that was here before. A session that does not
     * count may have kept one.
     */
    public void dropAll() {
        applications.all().forEach(this::drop);
    }

    /** Checks a PIN without any other effect than that a wrong one is counted. */
    public void verify(Caller caller, UserType user, byte[] pin) {
        PinRecord.of(caller).once(AuditEvent.LOGIN, user, record -> verify(user, pin, record));
    }

    private void verify(UserType user, byte[] pin, PinRecord record) {
        if (user == UserType.CKU_CONTEXT_SPECIFIC) {
            throw new HsmException(
                    ReturnCode.CKR_USER_TYPE_INVALID, "there are PINs of CKU_USER and CKU_SO only");
        }
        record.checkTried(pin);
        attempts.require(user, () -> record.verdict(store.verifyPin(user, pin)));
    }

    /**
     * Does what is the SO's, while the SO stays logged in.
     *
     * @param refusal what is said if the SO is not logged in
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    public <T> T whileOfficer(Caller caller, String refusal, Supplier<T> work) {
        return oneByOne.get(
                () -> {
                    requireOfficer(caller, refusal);
                    return work.get();
                });
    }

    /** Logs every user out: their objects are gone. Part of what is done {@link #whileOfficer}. */
    void logoutUsers() {
        List<Application> users = applications.all().stream().filter(Application::isUser).toList();
        try {
            users.forEach(this::logout);
        } finally {
            // One whose logout could not be recorded keeps nobody else logged in.
            users.forEach(this::drop);
        }
    }

    /**
     * Does something while nobody logs in or out.
     *
     * @param work what; may log out
     */
    PinVerdict alone(Supplier<PinVerdict> work) {
        return oneByOne.get(work);
    }

    private static void requireOfficer(Caller caller, String refusal) {
        if (!caller.application().isOfficer()) {
            throw new HsmException(ReturnCode.CKR_USER_NOT_LOGGED_IN, refusal);
        }
    }
}
