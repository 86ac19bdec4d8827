package io.craton.hsm.core.token.context;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The applications that use a token, and the rules of the standard on their sessions and logins
 * (PKCS#11 v3.2 section 5.6). Its lock guards the tables of sessions and the changes of login
 * state; it is held for moments, never while something is computed, read, written or recorded.
 */
public final class Applications {
    private final int slot;
    private final HsmConfig config;
    private final List<Application> all = new CopyOnWriteArrayList<>();

    @GuardedBy("this")
    private boolean beingInitialised;

    // Changed under the lock, read without.
    private volatile boolean initialised;

    /**
     * @param slot the slot of the token
     * @param config the limits
     * @param initialised whether there is an initialised token
     */
    public Applications(int slot, HsmConfig config, boolean initialised) {
        this.slot = slot;
        this.config = config;
        this.initialised = initialised;
    }

    /** An application begins. */
    public void add(Application application) {
        all.add(application);
    }

    /** Lets an application open no further session. */
    public synchronized void end(Application application) {
        application.end();
    }

    /** An application has ended. */
    public void remove(Application application) {
        all.remove(application);
    }

    /** Those that have begun and not ended. */
    public List<Application> all() {
        return List.copyOf(all);
    }

    /** Whether the user is logged in somewhere. */
    public boolean anyUser() {
        return any(Application::isUser);
    }

    /** In how many applications the user is logged in. */
    public long userCount() {
        return all.stream().filter(Application::isUser).count();
    }

    /** Whether the SO is logged in somewhere. */
    public boolean anyOfficer() {
        return any(Application::isOfficer);
    }

    private boolean any(Predicate<Application> which) {
        return all.stream().anyMatch(which);
    }

    /** Takes the keys from operations whose key is gone, whoever has them. */
    public void endLostOperations() {
        for (Application application : all) {
            application.sessions().forEach(SessionContext::endLostOperations);
            application.residents().forEach(SessionContext::endLostOperations);
        }
    }

    /** Whether there is an initialised token. */
    public boolean initialised() {
        return initialised;
    }

    /** Whether there is a token, as {@code CKF_TOKEN_PRESENT} says. */
    public boolean present() {
        return initialised || countsUninitialised();
    }

    private boolean countsUninitialised() {
        return config.string(ConfigKey.TOKEN_UNINITIALIZED).equals("present");
    }

    /** The refusal of what needs an initialised token, by {@code token.uninitialized}. */
    public HsmException notInitialised(String advice) {
        return new HsmException(
                countsUninitialised()
                        ? ReturnCode.CKR_TOKEN_NOT_INITIALIZED
                        : ReturnCode.CKR_TOKEN_NOT_PRESENT,
                "slot " + slot + " has no initialised token; " + advice);
    }

    /**
     * Opens a session. The application is asked here, too: it may have ended since the call began,
     * and nobody would close the session then.
     *
     * @param maker makes it, if it may be opened
     */
    public synchronized SessionContext open(
            Application application, SessionMode mode, Supplier<SessionContext> maker) {
        application.enter();
        requireToken();
        boolean rw = mode == SessionMode.READ_WRITE;
        if (!rw && application.isOfficer()) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_WRITE_SO_EXISTS,
                    "while the SO is logged in, only read-write sessions can be opened");
        }
        limit(application.sessionCount(), ConfigKey.TOKEN_MAX_SESSIONS);
        if (rw) {
            limit(application.rwSessionCount(), ConfigKey.TOKEN_MAX_RW_SESSIONS);
        }
        SessionContext session = maker.get();
        application.opened(session, false);
        return session;
    }

    /** Opens a session that does not count. */
    public synchronized SessionContext openResident(
            Application application, Supplier<SessionContext> maker) {
        application.enter();
        requireToken();
        limit(application.residents().size(), ConfigKey.TOKEN_MAX_SESSIONS);
        SessionContext session = maker.get();
        application.opened(session, true);
        return session;
    }

    @GuardedBy("this")
    private void requireToken() {
        if (!initialised || beingInitialised) {
            throw notInitialised("initialise it first (token init)");
        }
    }

    private void limit(int open, ConfigKey key) {
        if (open >= config.integer(key)) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_COUNT,
                    open
                            + " sessions are open on slot "
                            + slot
                            + ", the limit of "
                            + key.path()
                            + "; close some or raise the limit");
        }
    }

    /** Takes a session out; true if it was the last one of the application that counts. */
    public synchronized boolean close(Application application, SessionContext session) {
        return application.closed(session);
    }

    /**
     * Refuses a login that the sessions or the login of the same application exclude.
     *
     * @throws HsmException {@code CKR_USER_ALREADY_LOGGED_IN}, {@code
     *     CKR_USER_ANOTHER_ALREADY_LOGGED_IN}, {@code CKR_SESSION_READ_ONLY_EXISTS}
     */
    public synchronized void checkLogin(Application application, UserType user) {
        UserType present = application.role();
        if (present == user) {
            throw new HsmException(
                    ReturnCode.CKR_USER_ALREADY_LOGGED_IN, user + " is already logged in");
        }
        if (present != null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
                    present + " is logged in; log out first");
        }
        boolean readOnly = application.sessionCount() > application.rwSessionCount();
        if (user == UserType.CKU_SO && readOnly) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY_EXISTS,
                    "a read-only session is open; the SO logs in only while there is none");
        }
    }

    /**
     * Somebody logs in or, with null, out.
     *
     * @param number the number of the token's last change
     */
    public synchronized void login(Application application, @Nullable UserType user, long number) {
        if (user != null) {
            checkLogin(application, user);
        }
        application.login(user == null ? null : new Login(user), number);
    }

    /**
     * Keeps sessions from being opened while the token is made anew.
     *
     * @throws HsmException {@code CKR_SESSION_EXISTS} if any application has one
     */
    public synchronized void startInitialising() {
        if (beingInitialised || any(application -> application.sessionCount() > 0)) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_EXISTS,
                    "a session is open on slot "
                            + slot
                            + "; close all sessions before initialising its token");
        }
        beingInitialised = true;
    }

    /** Lets sessions be opened again. */
    public synchronized void endInitialising(boolean nowInitialised) {
        beingInitialised = false;
        initialised = nowInitialised;
    }
}
