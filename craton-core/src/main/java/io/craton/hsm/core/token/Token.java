package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The token in one slot while the module is open: its sessions, who is logged in, and the objects
 * that can be seen. Its lock guards the table of sessions and the changes of login state; it is
 * held for moments, never while something is computed, read, written or recorded.
 */
public final class Token {
    private final Parts parts;
    private final int slot;
    private final TokenStore store;
    private final ObjectIndex index = new ObjectIndex();
    private final TokenObjects objects;
    private final GcmNonces nonces;
    private final Logins logins;
    private final Unattended unattended;
    private final SavedDigests savedDigests;
    private final OfficerKeys officerKeys;
    private final Function<CoreSession, ActiveFunctions> functions;
    private final Consumer<Token> events;
    private final Object transactions = new Object();

    // Guarded by this; role and initialised are read without it.
    private final Map<Long, CoreSession> sessions = new LinkedHashMap<>();
    // Those that belong to layers above and to no application; counted nowhere.
    private final Map<Long, CoreSession> residents = new LinkedHashMap<>();
    private int rwSessions;
    private boolean beingInitialised;
    private volatile @Nullable UserType role;
    private volatile boolean initialised;

    /**
     * @param parts what the module consists of
     * @param slot the id of the slot
     * @param store what is kept of the token
     * @param functions makes the functions of the standard for a session
     * @param events is told when there is another token
     */
    public Token(
            Parts parts,
            int slot,
            TokenStore store,
            Function<CoreSession, ActiveFunctions> functions,
            Consumer<Token> events) {
        this.parts = parts;
        this.slot = slot;
        this.store = store;
        this.functions = functions;
        this.events = events;
        this.objects = new TokenObjects(this);
        this.nonces = new GcmNonces(this);
        this.logins = new Logins(this);
        this.unattended = new Unattended(this);
        this.savedDigests = new SavedDigests(parts.random());
        this.officerKeys = new OfficerKeys(this);
        this.initialised = store.state().initialized();
        if (initialised) {
            objects.loadPublic();
        }
    }

    /** What the module consists of. */
    public Parts parts() {
        return parts;
    }

    /** The id of the slot. */
    public int slot() {
        return slot;
    }

    TokenStore store() {
        return store;
    }

    ObjectIndex index() {
        return index;
    }

    TokenObjects objects() {
        return objects;
    }

    /** Where initialisation vectors come from. */
    public GcmNonces nonces() {
        return nonces;
    }

    /** Digests that were saved. */
    public SavedDigests savedDigests() {
        return savedDigests;
    }

    /** What the SO may name. */
    OfficerKeys officerKeys() {
        return officerKeys;
    }

    Logins logins() {
        return logins;
    }

    Unattended unattended() {
        return unattended;
    }

    ActiveFunctions functionsFor(CoreSession session) {
        return functions.apply(session);
    }

    /** Who is logged in, or null. */
    public @Nullable UserType role() {
        return role;
    }

    /** Whether there is an initialised token. */
    public boolean initialised() {
        return initialised;
    }

    /** Whether there is a token, as {@code CKF_TOKEN_PRESENT} tells it. */
    public boolean present() {
        return initialised || countsUninitialised();
    }

    /** A number that grows with each change of objects and of login state. */
    public long changeCount() {
        return index.changeCount();
    }

    /** Something has changed that is not known object by object. */
    void changed() {
        index.everythingChanged();
    }

    /** Those who change several objects by what they have seen do it one after the other. */
    Object transactions() {
        return transactions;
    }

    /** Opens a session. */
    public CoreSession openSession(SessionMode mode) {
        Arguments.notNull(mode, "the mode of the session");
        return open(() -> newSession(mode), null);
    }

    /** Opens a session that is none of the application's. */
    public CoreSession openResidentSession() {
        return open(this::newResident, AuditDetail.RESIDENT.text());
    }

    private CoreSession open(Supplier<CoreSession> opener, AuditDetail.@Nullable Text detail) {
        parts.gate().enter();
        CoreSession session;
        try {
            session = opener.get();
        } catch (HsmException e) {
            record(AuditEvent.OPEN_SESSION, e.code(), 0, null);
            throw e;
        }
        try {
            record(AuditEvent.OPEN_SESSION, ReturnCode.CKR_OK, session.handle(), detail);
        } catch (HsmException e) {
            forget(session);
            throw e;
        }
        return session;
    }

    private synchronized CoreSession newResident() {
        requireToken();
        limit(residents.size(), ConfigKey.TOKEN_MAX_SESSIONS);
        CoreSession session = new CoreSession(this, parts.handles().next(), SessionMode.READ_WRITE);
        residents.put(session.handle(), session);
        return session;
    }

    private void requireToken() {
        if (!initialised || beingInitialised) {
            throw notInitialised("initialise it first (token init)");
        }
    }

    /** The refusal of what needs an initialised token, by {@code token.uninitialized}. */
    HsmException notInitialised(String advice) {
        return new HsmException(
                countsUninitialised()
                        ? ReturnCode.CKR_TOKEN_NOT_INITIALIZED
                        : ReturnCode.CKR_TOKEN_NOT_PRESENT,
                "slot " + slot + " has no initialised token; " + advice);
    }

    private boolean countsUninitialised() {
        return parts.config().string(ConfigKey.TOKEN_UNINITIALIZED).equals("present");
    }

    private synchronized CoreSession newSession(SessionMode mode) {
        requireToken();
        boolean rw = mode == SessionMode.READ_WRITE;
        if (!rw && role == UserType.CKU_SO) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_WRITE_SO_EXISTS,
                    "while the SO is logged in, only read-write sessions can be opened");
        }
        limit(sessions.size(), ConfigKey.TOKEN_MAX_SESSIONS);
        if (rw) {
            limit(rwSessions, ConfigKey.TOKEN_MAX_RW_SESSIONS);
            rwSessions++;
        }
        CoreSession session = new CoreSession(this, parts.handles().next(), mode);
        sessions.put(session.handle(), session);
        return session;
    }

    private void limit(int open, ConfigKey key) {
        if (open >= parts.config().integer(key)) {
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

    /** Ends a session; the last one logs out. In a process that was forked there is none to end. */
    void close(CoreSession session) {
        if (parts.gate().foreign() || !session.end()) {
            return;
        }
        boolean last = forget(session);
        objects.endSession(session);
        try {
            record(AuditEvent.CLOSE_SESSION, ReturnCode.CKR_OK, session.handle(), null);
        } finally {
            if (last) {
                logins.logoutIfNobodyIsThere();
            }
        }
    }

    /** Takes a session out; true if it was the last of the application. */
    private synchronized boolean forget(CoreSession session) {
        if (residents.remove(session.handle()) != null) {
            return false;
        }
        if (sessions.remove(session.handle()) != null && session.mode() == SessionMode.READ_WRITE) {
            rwSessions--;
        }
        return sessions.isEmpty();
    }

    /** Closes every session. */
    public void closeAllSessions() {
        parts.gate().enter();
        sessions().forEach(this::close);
    }

    synchronized List<CoreSession> sessions() {
        return new ArrayList<>(sessions.values());
    }

    /** The open session with this handle, or null. */
    public synchronized @Nullable CoreSession session(long handle) {
        CoreSession ofApplication = sessions.get(handle);
        return ofApplication == null ? residents.get(handle) : ofApplication;
    }

    private synchronized List<CoreSession> residents() {
        return new ArrayList<>(residents.values());
    }

    synchronized int sessionCount() {
        return sessions.size();
    }

    synchronized int rwSessionCount() {
        return rwSessions;
    }

    /** Refuses a login that the sessions or another login exclude. */
    synchronized void checkLogin(UserType user) {
        UserType present = role;
        if (present == user) {
            throw new HsmException(
                    ReturnCode.CKR_USER_ALREADY_LOGGED_IN, user + " is already logged in");
        }
        if (present != null) {
            throw new HsmException(
                    ReturnCode.CKR_USER_ANOTHER_ALREADY_LOGGED_IN,
                    present + " is logged in; log out first");
        }
        if (user == UserType.CKU_SO && sessions.size() > rwSessions) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_READ_ONLY_EXISTS,
                    "a read-only session is open; the SO logs in only while there is none");
        }
    }

    synchronized void setRole(@Nullable UserType user) {
        if (user != null) {
            checkLogin(user);
        }
        role = user;
        changed();
    }

    /** Keeps sessions from being opened while the token is made anew. */
    synchronized void startInitialising() {
        if (!sessions.isEmpty() || beingInitialised) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_EXISTS,
                    "a session is open on slot "
                            + slot
                            + "; close all sessions before initialising its token");
        }
        beingInitialised = true;
    }

    synchronized void endInitialising() {
        beingInitialised = false;
        initialised = store.state().initialized();
        changed();
    }

    /** There is another token in the slot. */
    void replaced() {
        unattended.forget();
        events.accept(this);
    }

    /** Logs out and ends every session, for the end of the module. */
    public void shutDown() {
        try {
            sessions().forEach(this::close);
            residents().forEach(this::close);
        } finally {
            // A session that could not be recorded keeps nothing in memory.
            objects.forgetAll();
            store.lock();
        }
    }

    /** Records an event that concerns no object. */
    void record(
            AuditEvent event, ReturnCode result, long session, AuditDetail.@Nullable Text detail) {
        record(event, result, session, null, null, null, detail);
    }

    /**
     * Records an event of an object, with the state of the store if the event is of the kind that
     * changes it.
     */
    void record(
            AuditEvent event,
            ReturnCode result,
            long session,
            @Nullable HsmObject object,
            io.craton.hsm.@Nullable MechanismType mechanism,
            @Nullable Boolean approved,
            AuditDetail.@Nullable Text detail) {
        boolean ofSession = object != null && !object.token();
        record(
                event,
                result,
                session,
                object,
                mechanism,
                approved,
                detail,
                ofSession ? event.durableForSessionObjects() : event.durable());
    }

    /**
     * Records one of several changes that were made together. The last one is waited for, and with
     * it those before.
     *
     * @param number which it is, from 1
     * @param of how many there are
     */
    void recordChange(
            AuditEvent event,
            ReturnCode result,
            long session,
            @Nullable HsmObject object,
            int number,
            int of) {
        AuditDetail.Text detail = of == 1 ? null : AuditDetail.CHANGE.with(number, of);
        boolean last = number == of;
        record(event, result, session, object, null, null, detail, last && event.durable());
    }

    /** Records that session objects have ended, all in one record. */
    void recordEnded(int count, long session) {
        AuditDetail.Text what =
                count == 1 ? AuditDetail.KEY_ENDED.text() : AuditDetail.KEYS_ENDED.with(count);
        record(
                AuditEvent.DESTROY_OBJECT,
                ReturnCode.CKR_OK,
                session,
                null,
                null,
                null,
                what,
                false);
    }

    private void record(
            AuditEvent event,
            ReturnCode result,
            long session,
            @Nullable HsmObject object,
            io.craton.hsm.@Nullable MechanismType mechanism,
            @Nullable Boolean approved,
            AuditDetail.@Nullable Text detail,
            boolean durable) {
        AuditRecord.Builder record =
                AuditRecord.of(event, result)
                        .in(slot, session, role)
                        .mechanism(mechanism, approved)
                        .detail(detail)
                        .durable(durable);
        if (object != null) {
            record.object(object.idText(), object.label());
        }
        if (durable && result == ReturnCode.CKR_OK) {
            record.mark(logins.mark());
        }
        parts.audit().record(record.build());
    }
}
