package io.craton.hsm.provider.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.KeptSession.Connection;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A token as one provider instance uses it. It has two sessions, opened at their first use: one of
 * the application, which keeps the login alive, and one that no logout ends, for the keys that live
 * as long as their Java objects. Safe for use by several threads.
 */
public final class ProviderToken implements AutoCloseable {
    private static final AtomicReferenceFieldUpdater<ProviderToken, Kept> KEPT =
            AtomicReferenceFieldUpdater.newUpdater(ProviderToken.class, Kept.class, "kept");

    private final SharedModule module;
    private final long slotId;
    private final TokenSelector selector;
    // Replaced as a whole, by whoever finds it lost first.
    private volatile Kept kept;

    ProviderToken(SharedModule module, long slot) {
        this.module = module;
        this.slotId = slot;
        this.selector = TokenSelector.slot(slot);
        this.kept = fresh();
    }

    /**
     * What belongs to one opening of the module, with its locks and its thread: a process that was
     * forked has others, for those may be held by threads that are not there.
     */
    private record Kept(
            KeptSession ordinary, KeptSession resident, TokenLogin login, Reaper reaper) {
        // Objects of both sessions; the resident one is there as long as there are any of its own.
        static void end(
                KeptSession ordinary, KeptSession resident, Collection<ObjectHandle> sessionKeys) {
            KeptSession any = resident.present() == null ? ordinary : resident;
            any.ifThere(session -> session.endObjects(sessionKeys));
        }
    }

    private Kept fresh() {
        KeptSession ordinary =
                new KeptSession(module, selector, slot -> slot.openSession(SessionMode.READ_WRITE));
        KeptSession resident = new KeptSession(module, selector, Slot::openResidentSession);
        Reaper reaper = new Reaper(keys -> Kept.end(ordinary, resident, keys));
        return new Kept(ordinary, resident, new TokenLogin(this), reaper);
    }

    private void renew(Kept lost) {
        if (KEPT.compareAndSet(this, lost, fresh())) {
            lost.reaper().forget();
        }
    }

    /** The module that this token belongs to. */
    public SharedModule module() {
        return module;
    }

    /** Whether this token is the one that is meant by another selector. */
    public boolean is(TokenSelector other) {
        return other.matches(module.hsm(), slot());
    }

    /** Where its PIN comes from when nobody is logged in; null for nowhere. */
    public @Nullable Supplier<char[]> pinSource() {
        return module.pinSources().of(slotId);
    }

    long slotId() {
        return slotId;
    }

    /** Ends what nobody can reach any more. */
    public Reaper reaper() {
        return kept.reaper();
    }

    /** The slot of this token. */
    public Slot slot() {
        return kept.ordinary().connect().slot();
    }

    /**
     * Looks whether the module permits a mechanism with a key like this, without a session; see
     * {@link Slot#check}.
     *
     * @throws HsmException with the code that the operation itself would have
     */
    public void check(Mechanism mechanism, MechanismInfo.Flag operation, Template key) {
        Hsm open = module.hsm();
        try {
            selector.choose(open).check(mechanism, operation, key);
        } catch (HsmException e) {
            boolean gone = e.code() == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED;
            if (!gone || !module.discard(open)) {
                throw e;
            }
            module.slot(selector).check(mechanism, operation, key);
        }
    }

    /** Whether the configuration of its module says so. */
    public boolean configured(ConfigKey flag) {
        return module.hsm().config().flag(flag);
    }

    /** {@link Slot#changeCount()}, without a session for it if there is one of either kind. */
    public long changeCount() {
        Kept now = kept;
        Connection open = now.resident().present();
        return (open == null ? now.ordinary().connect() : open).slot().changeCount();
    }

    /**
     * Does something in the session of the application. If the session has ended (closed by others,
     * a fork, a restore) a new one is opened, if a login is needed and there is a source of PINs
     * the user is logged in, and it is tried again.
     */
    public <R> R call(Function<Session, R> body) {
        return run(Kept::ordinary, body);
    }

    /**
     * Does something in the session that neither a logout nor other sessions end: what is made
     * there stays until it is destroyed or {@link #close()}, unless it is private.
     */
    public <R> R hold(Function<Session, R> body) {
        return run(Kept::resident, body);
    }

    private <R> R run(Function<Kept, KeptSession> which, Function<Session, R> body) {
        Set<ReturnCode> recovered = EnumSet.noneOf(ReturnCode.class);
        while (true) {
            Kept now = kept;
            KeptSession where = which.apply(now);
            Connection used = where.connect();
            try {
                return body.apply(used.session());
            } catch (HsmException e) {
                // Once for each reason: a session that was lost may come back without its login.
                if (!recovered.add(e.code()) || !recover(e, now, where, used)) {
                    throw e;
                }
            }
        }
    }

    private boolean recover(HsmException e, Kept now, KeptSession where, Connection used) {
        return switch (e.code()) {
            case CKR_SESSION_HANDLE_INVALID, CKR_SESSION_CLOSED -> {
                where.forget(used);
                yield true;
            }
            case CKR_CRYPTOKI_NOT_INITIALIZED -> {
                renew(now);
                yield module.discard(used.hsm());
            }
            case CKR_USER_NOT_LOGGED_IN -> loginFromSource();
            default -> false;
        };
    }

    /**
     * Does something in the session of the application as it is now, without a new session or a
     * login for that; nothing if there is none any more, for then what is to be ended has gone with
     * it.
     */
    public void ifThere(Consumer<Session> body) {
        kept.ordinary().ifThere(body);
    }

    private TokenLogin login() {
        if (module.lost()) {
            renew(kept);
        }
        return kept.login();
    }

    /**
     * Insists on a login of the user, with a PIN from the source if there is one.
     *
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN}
     */
    public void requireLogin() {
        if (!loggedIn() && !loginFromSource()) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "the user is not logged in; log in, or give the provider a source of PINs"
                            + " (CratonHsmProvider.setPinSource)");
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
        login().with(pin);
    }

    /** Checks the PIN of the user who is logged in; a wrong one counts. */
    public void checkPin(char[] pin) {
        login().check(pin);
    }

    /**
     * Logs in with a PIN from the source, if there is one and nobody is logged in. A PIN that was
     * refused is not tried again.
     *
     * @return whether the user is logged in now
     */
    public boolean loginFromSource() {
        return login().fromSource();
    }

    /**
     * Gives a PIN from the source to an operation that wants one of its own.
     *
     * @param authenticate the operation's method of that name
     * @throws HsmException {@code CKR_USER_NOT_LOGGED_IN} if there is no source
     */
    public void authenticate(Consumer<char[]> authenticate) {
        Supplier<char[]> source = pinSource();
        if (source == null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_NOT_LOGGED_IN,
                    "this key wants the PIN for each use (CKA_ALWAYS_AUTHENTICATE); give the provider a source of PINs"
                            + " (CratonHsmProvider.setPinSource)");
        }
        login().each(source, authenticate);
    }

    /** {@link #call} for what gives no result. */
    void use(Consumer<Session> body) {
        call(
                session -> {
                    body.accept(session);
                    return true;
                });
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

    /** Closes both sessions: their keys are gone. */
    @Override
    public void close() {
        Kept now = kept;
        if (module.lost()) {
            now.reaper().forget();
            return;
        }
        now.reaper().close();
        try {
            now.ordinary().close();
        } finally {
            now.resident().close();
        }
    }

    @Override
    public String toString() {
        return "token " + selector;
    }
}
