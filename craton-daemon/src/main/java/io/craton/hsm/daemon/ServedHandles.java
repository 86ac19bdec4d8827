package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions and operations of one application by their numbers, for all of its connections.
 * Numbers of operations are never used again.
 */
final class ServedHandles {
    private static final int MOST_OPERATIONS = 10_000;

    private final Hsm hsm;
    private final String user;
    private final Quota quota;
    private final ShortHandles shortHandles = new ShortHandles();

    @GuardedBy("this")
    private final Map<Long, Session> sessions = new HashMap<>();

    @GuardedBy("this")
    private final Map<Long, Operation> operations = new HashMap<>();

    @GuardedBy("this")
    private long lastOperation;

    @GuardedBy("this")
    private boolean ended;

    /**
     * An operation under way.
     *
     * @param session the session that it ends with
     * @param operation what the module gave
     */
    private record Operation(Session session, Object operation) {}

    /**
     * What a number stands for, and where it belongs.
     *
     * @param object the slot, session or operation
     * @param slot its slot
     * @param session its session; null for a slot
     */
    record Found(Object object, Slot slot, @Nullable Session session) {
        /** Where calls are recorded: with the session, if there is one. */
        Object recorder() {
            return session == null ? slot : session;
        }

        private static Found of(Object object, Session session) {
            return new Found(object, session.slot(), session);
        }
    }

    /**
     * @param hsm the application
     * @param user whose it is
     * @param quota how many sessions the user may have
     */
    ServedHandles(Hsm hsm, String user, Quota quota) {
        this.hsm = hsm;
        this.user = user;
        this.quota = quota;
    }

    /**
     * Before a session is opened; {@link #notOpened} follows if it was not.
     *
     * @throws HsmException {@code CKR_SESSION_COUNT} if the user has as many as it may
     */
    void requireRoom() {
        if (!quota.take(user)) {
            String limit = ConfigKey.DAEMON_MAX_SESSIONS_PER_USER.path();
            String many = "the programs of this user have " + quota.most() + " sessions";
            throw new HsmException(
                    ReturnCode.CKR_SESSION_COUNT,
                    many + ", the limit of " + limit + "; close some");
        }
    }

    /** The session that there was room for was not opened. */
    void notOpened() {
        quota.giveBack(user, 1);
    }

    /** The number of a slot, or of a session, which is known from now on. */
    synchronized long number(Object object) {
        if (object instanceof Slot slot) {
            return slot.id();
        }
        Session session = (Session) object;
        if (ended) {
            // It was opened while the application ended, and has ended with it.
            quota.giveBack(user, 1);
        } else {
            sessions.put(session.handle(), session);
        }
        return session.handle();
    }

    /** How many sessions there are. */
    synchronized int sessions() {
        return sessions.size();
    }

    /** The number of an operation that a session began. */
    synchronized long begin(Session session, Object operation) {
        if (operations.size() >= MOST_OPERATIONS) {
            throw new HsmException(
                    ReturnCode.CKR_DEVICE_MEMORY,
                    "this application has "
                            + MOST_OPERATIONS
                            + " operations under way; end some, or close their sessions");
        }
        operations.put(++lastOperation, new Operation(session, operation));
        return lastOperation;
    }

    Found find(Class<?> type, long number) {
        if (type == Slot.class) {
            Slot slot = hsm.slot(number);
            return new Found(slot, slot, null);
        }
        if (type == Session.class) {
            Session session = session(number);
            return Found.of(session, session);
        }
        Operation operation = operation(type, number);
        return Found.of(operation.operation(), operation.session());
    }

    private synchronized Session session(long number) {
        Session session = sessions.get(number);
        if (session == null) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_HANDLE_INVALID,
                    "this application has no session with this handle");
        }
        return session;
    }

    private synchronized Operation operation(Class<?> type, long number) {
        Operation found = operations.get(number);
        if (found == null || !type.isInstance(found.operation())) {
            throw new HsmException(
                    ReturnCode.CKR_OPERATION_NOT_INITIALIZED,
                    "this application has no such operation under way");
        }
        return found;
    }

    /** For connections whose {@code CK_ULONG} has 4 bytes. */
    ShortHandles shortHandles() {
        return shortHandles;
    }

    /** Forgets what has been closed: a session with its operations, or an operation. */
    synchronized void forget(@Nullable Object closed) {
        if (closed instanceof Session session) {
            if (sessions.remove(session.handle()) != null) {
                quota.giveBack(user, 1);
            }
            shortHandles.forget(session.handle());
            operations.values().removeIf(one -> one.session() == session);
        } else {
            operations.values().removeIf(one -> one.operation() == closed);
        }
    }

    /** Forgets the sessions of a slot that have been closed: resident ones stay. */
    synchronized void forgetSessions(Slot slot) {
        long id = slot.id();
        int before = sessions.size();
        sessions.values().removeIf(session -> session.slot().id() == id && isOver(session));
        operations
                .values()
                .removeIf(one -> one.session().slot().id() == id && isOver(one.session()));
        quota.giveBack(user, before - sessions.size());
    }

    private static boolean isOver(Session session) {
        try {
            session.info();
            return false;
        } catch (HsmException e) {
            return e.code() == ReturnCode.CKR_SESSION_HANDLE_INVALID;
        }
    }

    /** The application has ended, and its sessions with it. */
    synchronized void end() {
        ended = true;
        quota.giveBack(user, sessions.size());
        sessions.clear();
        operations.clear();
    }
}
