package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/** How many of something each user has, and may have at most. Safe for use by several threads. */
final class Quota {
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> taken = new HashMap<>();

    Quota(int most) {
        this.most = most;
    }

    /** The most that a user may have. */
    int most() {
        return most;
    }

    /** One more for a user; false if it has as many as it may. */
    synchronized boolean take(String user) {
        int has = taken.getOrDefault(user, 0);
        if (has >= most) {
            return false;
        }
        taken.put(user, has + 1);
        return true;
    }

    /** So many less. */
    synchronized void giveBack(String user, int number) {
        int left = taken.getOrDefault(user, 0) - number;
        if (left > 0) {
            taken.put(user, left);
        } else {
            taken.remove(user);
        }
    }
}
