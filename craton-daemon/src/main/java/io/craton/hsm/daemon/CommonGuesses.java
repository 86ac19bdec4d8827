package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.GuessBudget.Outcome;
import io.craton.hsm.wire.Right;
import java.util.HashSet;
import java.util.Set;

/**
 * The wrong guesses of all clients at one PIN, which the token counts together: of those that it
 * permits, the last quarter is kept for who administers. A client that has given the right PIN
 * before may go on to the last but one. The right PIN ends the count, as it does at the token. For
 * one thread at a time.
 */
final class CommonGuesses {
    private final int ofAll;
    private final int ofThoseWhoKnow;
    private final Set<String> knowing = new HashSet<>();
    private int pending;
    private int wrong;

    /**
     * @param locking how many wrong ones lock the PIN, 3 or more
     */
    CommonGuesses(int locking) {
        this.ofAll = locking - Math.max(1, locking / 4);
        this.ofThoseWhoKnow = locking - 1;
    }

    /**
     * Refuses a client for which none is left.
     *
     * @throws HsmException {@code CKR_FUNCTION_REJECTED}
     */
    void requireTry(String user, Right right) {
        if (wrong >= limit(user, right)) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    wrong
                            + " wrong PINs were given in a row by clients of this daemon, and the last tries of "
                            + ConfigKey.SECURITY_MAX_FAILED_LOGINS.path()
                            + " are kept for an administrator; the PIN was not tried, let one log in or reset it");
        }
    }

    /** Whether those that are tried now may be the last ones of this client. */
    boolean isUnderWay(String user, Right right) {
        return wrong + pending >= limit(user, right);
    }

    private int limit(String user, Right right) {
        if (right.includes(Right.ADMIN)) {
            return Integer.MAX_VALUE;
        }
        return knowing.contains(user) ? ofThoseWhoKnow : ofAll;
    }

    /** A guess begins; {@link #end} follows. */
    void begin() {
        pending++;
    }

    /** A guess of a client has ended. */
    void end(String user, Outcome outcome) {
        pending--;
        switch (outcome) {
            case RIGHT -> {
                wrong = 0;
                knowing.add(user);
            }
            case WRONG -> {
                wrong++;
                knowing.remove(user);
            }
            case UNKNOWN -> {}
        }
    }

    /** The PIN is another one from now on. */
    void clear() {
        wrong = 0;
        knowing.clear();
    }
}
