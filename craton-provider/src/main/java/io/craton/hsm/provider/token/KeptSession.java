package io.craton.hsm.provider.token;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A session that a provider instance keeps: opened at the first use, and again when it was lost.
 * Safe for use by several threads.
 */
final class KeptSession {
    private final SharedModule module;
    private final TokenSelector selector;
    private final Function<Slot, Session> opener;

    // Guards the opening, which has to happen once.
    private final Object lock = new Object();
    private volatile @Nullable Connection connection;

    /** The session with the module and the slot that it is of. */
    record Connection(Hsm hsm, Slot slot, Session session) {}

    KeptSession(SharedModule module, TokenSelector selector, Function<Slot, Session> opener) {
        this.module = module;
        this.selector = selector;
        this.opener = opener;
    }

    /** The session, opened if need be. */
    Connection connect() {
        Hsm hsm = module.hsm();
        Connection open = connection;
        if (open != null && open.hsm() == hsm) {
            return open;
        }
        synchronized (lock) {
            open = connection;
            if (open == null || open.hsm() != hsm) {
                Slot slot = module.slot(selector);
                open = new Connection(hsm, slot, opener.apply(slot));
                connection = open;
            }
            return open;
        }
    }

    /** The session as it is now, if it has been opened; perhaps it has ended since. */
    @Nullable Connection present() {
        return connection;
    }

    /** Has the next use open another one in place of this. */
    void forget(Connection used) {
        synchronized (lock) {
            if (used.equals(connection)) {
                connection = null;
            }
        }
    }

    /**
     * Does something in the session as it is now, without opening another one; nothing if there is
     * none any more.
     */
    void ifThere(Consumer<Session> body) {
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

    /** Closes the session; one that is gone already is as closed as it can be. */
    void close() {
        try {
            ifThere(Session::close);
        } finally {
            synchronized (lock) {
                connection = null;
            }
        }
    }
}
