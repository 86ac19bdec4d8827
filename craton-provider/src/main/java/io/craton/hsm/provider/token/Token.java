package io.craton.hsm.provider.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token as one provider instance uses it: one read-write session, opened at the first use, that
 * owns the session keys and keeps the login alive. Safe for use by several threads.
 */
public final class Token implements AutoCloseable {
    private final HsmAccess access;
    private final TokenSelector selector;
    private volatile Reaper reaper = new Reaper(this::end);

    // Guards the opening of the session, which has to happen once.
    private final Object lock = new Object();
    private volatile @Nullable Connection connection;

    private record Connection(Hsm hsm, Slot slot, Session session) {}

    Token(HsmAccess access, TokenSelector selector) {
        this.access = access;
        this.selector = selector;
    }

    /** The module that this token belongs to. */
    public HsmAccess access() {
        return access;
    }

    /** Which token this is. */
    public TokenSelector selector() {
        return selector;
    }

    /** Whether this token is the one that is meant by another selector. */
    public boolean is(TokenSelector other) {
        return other.matches(slot());
    }

    /** Ends what nobody can reach any more. */
    public Reaper reaper() {
        return reaper;
    }

    /** The slot of this token. */
    public Slot slot() {
        return connect().slot();
    }

    /** Whether the configuration of its module says so. */
    public boolean configured(ConfigKey flag) {
        return connect().hsm().config().flag(flag);
    }

    private Connection connect() {
        Hsm hsm = access.hsm();
        Connection open = connection;
        if (open != null && open.hsm() == hsm) {
            return open;
        }
        synchronized (lock) {
            open = connection;
            if (open == null || open.hsm() != hsm) {
                Slot slot = access.slot(selector);
                open = new Connection(hsm, slot, slot.openSession(SessionMode.READ_WRITE));
                connection = open;
            }
            return open;
        }
    }

    /**
     * Does something in the session. If the session has ended (closed by others, a fork, a restore)
     * a new one is opened, if a login is needed and there is a source of PINs the user is logged
     * in, and it is tried again.
     */
    public <R> R call(Function<Session, R> body) {
        Set<ReturnCode> recovered = EnumSet.noneOf(ReturnCode.class);
        while (true) {
            Connection used = connect();
            try {
                return body.apply(used.session());
            } catch (HsmException e) {
                // Once for each reason: a session that was lost may come back without its login.
                if (!recovered.add(e.code()) || !recover(e, used)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Does something in the session as it is now, without a new session or a login for that;
     * nothing if there is none any more, for then what is to be ended has gone with it.
     */
    public void ifThere(Consumer<Session> body) {
        Connection now = connection;
        if (now == null) {
            return;
        }
        try {
            body.accept(now.session());
        } catch (HsmException e) {
            if (!gone(e)) {
                throw e;
            }
        }
    }

    private static boolean gone(HsmException e) {
        return switch (e.code()) {
            case CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED, CKR_CRYPTOKI_NOT_INITIALIZED ->
                    true;
            default -> false;
        };
    }

    private void end(Collection<ObjectHandle> sessionKeys) {
        ifThere(session -> session.endObjects(sessionKeys));
    }

    private boolean recover(HsmException e, Connection used) {
        return switch (e.code()) {
            case CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED -> {
                forget(used);
                yield true;
            }
            case CKR_CRYPTOKI_NOT_INITIALIZED -> {
                forget(used);
                // In a process that was forked its thread is not there any more.
                reaper.forget();
                reaper = new Reaper(this::end);
                yield access.discard(used.hsm());
            }
            case CKR_USER_NOT_LOGGED_IN -> loginFromSource();
            default -> false;
        };
    }

    private void forget(Connection used) {
        synchronized (lock) {
            if (used.equals(connection)) {
                connection = null;
            }
        }
    }

    /** Whether the user is logged in. */
    public boolean loggedIn() {
        SessionState state = call(session -> session.info().state());
        return state == SessionState.CKS_RW_USER_FUNCTIONS
                || state == SessionState.CKS_RO_USER_FUNCTIONS;
    }

    /**
     * Logs the user in; if the user is logged in already, checks the PIN.
     *
     * @param pin wiped by the caller
     */
    public void login(char[] pin) {
        try {
            call(
                    session -> {
                        session.login(UserType.CKU_USER, pin);
                        return true;
                    });
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
            checkPin(pin);
        }
    }

    /** Checks the PIN of the user who is logged in; a wrong one counts. */
    public void checkPin(char[] pin) {
        call(
                session -> {
                    session.verifyPin(UserType.CKU_USER, pin);
                    return true;
                });
    }

    /**
     * Logs in with a PIN from the source, if there is one and nobody is logged in.
     *
     * @return whether the user is logged in now
     */
    public boolean loginFromSource() {
        Supplier<char[]> source = access.pinSource();
        if (source == null) {
            return false;
        }
        char[] pin = source.get();
        try {
            connect().session().login(UserType.CKU_USER, pin);
        } catch (HsmException e) {
            // Another thread was faster.
            if (e.code() != ReturnCode.CKR_USER_ALREADY_LOGGED_IN) {
                throw e;
            }
        } finally {
            Arrays.fill(pin, '\0');
        }
        return true;
    }

    /** Logs out; nothing happens if nobody is logged in. */
    public void logout() {
        call(
                session -> {
                    SessionState state = session.info().state();
                    if (state == SessionState.CKS_RW_USER_FUNCTIONS
                            || state == SessionState.CKS_RO_USER_FUNCTIONS) {
                        session.logout();
                    }
                    return true;
                });
    }

    /** Closes the session: its keys are gone. */
    @Override
    public void close() {
        reaper.close();
        Connection open;
        synchronized (lock) {
            open = connection;
            connection = null;
        }
        if (open != null) {
            try {
                open.session().close();
            } catch (HsmException e) {
                // A session that is gone already is as closed as it can be.
                if (!gone(e)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String toString() {
        return "token " + selector;
    }
}
