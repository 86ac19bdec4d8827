package io.craton.hsm.core.token.context;

import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.runtime.HandlePermutation;
import io.craton.hsm.spi.AuditRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What an application (decision B40) has at one token: its sessions and their objects, its login,
 * and handles that mean nothing in another. Changed under the lock of {@link Applications}, read
 * without one.
 */
public final class Application {
    /** More than there are changes of objects while somebody logs in. */
    private static final long NUMBERS_OF_A_LOGIN = 1 << 20;

    private final AuditRecord.Caller identity;
    private final @Nullable HandlePermutation handles;
    private final Map<Long, SessionContext> sessions = new ConcurrentHashMap<>();
    // Sessions of layers above, which are counted nowhere and keep nobody logged in.
    private final Map<Long, SessionContext> residents = new ConcurrentHashMap<>();
    private volatile @Nullable Login login;
    private volatile LoginChanges changes = new LoginChanges(0, 0);
    private final AtomicInteger rwSessions = new AtomicInteger();
    private final SessionObjects sessionObjects;
    private volatile boolean ended;

    /**
     * The changes of a login so far.
     *
     * @param numbers how many numbers of changes they have taken
     * @param last the number of the last one, as the application counts
     */
    private record LoginChanges(long numbers, long last) {}

    /**
     * @param identity what is recorded of it
     * @param handles what its handles of objects are made with; null for the token's own
     * @param sessionObjects how many session objects it has, and may have
     */
    public Application(
            AuditRecord.Caller identity,
            @Nullable HandlePermutation handles,
            SessionObjects sessionObjects) {
        this.identity = identity;
        this.handles = handles;
        this.sessionObjects = sessionObjects;
    }

    /** What is recorded of it. */
    public AuditRecord.Caller identity() {
        return identity;
    }

    /** Its login, or null. */
    public @Nullable Login login() {
        return login;
    }

    /** Who is logged in, or null. */
    public @Nullable UserType role() {
        Login present = login;
        return present == null ? null : present.user();
    }

    /** Whether the user is logged in. */
    public boolean isUser() {
        return role() == UserType.CKU_USER;
    }

    /** Whether the SO is logged in. */
    public boolean isOfficer() {
        return role() == UserType.CKU_SO;
    }

    /** Whether it sees an object: not those of others' sessions, private ones while logged in. */
    public boolean sees(HsmObject object) {
        if (object.isPrivate() && !isUser()) {
            return false;
        }
        return object.token() || has(object.session());
    }

    /** Whether a session is one of its own. */
    public boolean has(long session) {
        return session(session) != null;
    }

    /** Its session with this handle, or null. */
    public @Nullable SessionContext session(long handle) {
        SessionContext counted = sessions.get(handle);
        return counted == null ? residents.get(handle) : counted;
    }

    /** What stands for an object in this application. */
    public ObjectHandle handle(HsmObject object) {
        return outside(object.handle());
    }

    /** The application's handle for one of the token's. */
    public ObjectHandle outside(ObjectHandle inside) {
        return handles == null ? inside : new ObjectHandle(handles.forward(inside.value()));
    }

    /** The token's handle for one of the application's. */
    public ObjectHandle inside(ObjectHandle outside) {
        return handles == null ? outside : new ObjectHandle(handles.back(outside.value()));
    }

    /** A number of the token's changes as the application counts: its logins are changes, too. */
    public long changeNumber(long ofToken) {
        return ofToken + changes.numbers();
    }

    /** The token's number for one of the application's; -1 if it is from before a login. */
    public long ofToken(long number) {
        LoginChanges present = changes;
        return number < present.last() ? -1 : number - present.numbers();
    }

    /** The sessions that count. */
    public List<SessionContext> sessions() {
        return new ArrayList<>(sessions.values());
    }

    /** The sessions that do not count. */
    public List<SessionContext> residents() {
        return new ArrayList<>(residents.values());
    }

    /** How many sessions it has open. */
    public int sessionCount() {
        return sessions.size();
    }

    /** How many of them are read-write sessions. */
    public int rwSessionCount() {
        return rwSessions.get();
    }

    /** How many session objects it has, which its sessions count. */
    public SessionObjects sessionObjects() {
        return sessionObjects;
    }

    /** Its session objects are gone. */
    public void forgetObjects() {
        sessions.values().forEach(SessionContext::takeObjects);
        residents.values().forEach(SessionContext::takeObjects);
    }

    /**
     * Lets a call in.
     *
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED} if the application has ended
     */
    public void enter() {
        if (ended) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                    "the application has ended; begin another one");
        }
    }

    /** Lets no further call in. */
    void end() {
        ended = true;
    }

    /** Takes a session up. */
    void opened(SessionContext session, boolean resident) {
        if (resident) {
            residents.put(session.handle(), session);
            return;
        }
        sessions.put(session.handle(), session);
        if (session.mode() == SessionMode.READ_WRITE) {
            rwSessions.incrementAndGet();
        }
    }

    /** Takes a session out; true if it was the last one that counts. */
    boolean closed(SessionContext session) {
        if (residents.remove(session.handle()) != null) {
            return false;
        }
        if (sessions.remove(session.handle()) == null) {
            return false;
        }
        if (session.mode() == SessionMode.READ_WRITE) {
            rwSessions.decrementAndGet();
        }
        return sessions.isEmpty();
    }

    /** Somebody has logged in or, with null, out. */
    void login(@Nullable Login now, long numberOfToken) {
        login = now;
        long numbers = changes.numbers() + NUMBERS_OF_A_LOGIN;
        changes = new LoginChanges(numbers, numberOfToken + numbers);
    }
}
