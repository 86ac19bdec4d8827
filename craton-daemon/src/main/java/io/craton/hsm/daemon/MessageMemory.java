package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.Frames;
import java.util.HashMap;
import java.util.Map;

/**
 * The memory that the long messages of all clients have together ({@code
 * daemon.max_message_memory}), from their first byte to the answer. A user has at most half of it,
 * so that there is some for the others. Safe for use by several threads.
 */
final class MessageMemory {
    private final int most;

    @GuardedBy("this")
    private final Map<String, Integer> taken = new HashMap<>();

    @GuardedBy("this")
    private int all;

    /**
     * @param most how many bytes there are
     */
    MessageMemory(int most) {
        this.most = most;
    }

    /** The memory of one message of a user; closing it gives all of it back. */
    Share share(String user) {
        return new Share(user);
    }

    /** How many bytes are taken. */
    synchronized int taken() {
        return all;
    }

    private synchronized boolean take(String user, int bytes) {
        int has = taken.getOrDefault(user, 0);
        if (bytes > most / 2 - has || bytes > most - all) {
            return false;
        }
        taken.put(user, has + bytes);
        all += bytes;
        return true;
    }

    private synchronized void giveBack(String user, int bytes) {
        all -= bytes;
        taken.computeIfPresent(user, (name, has) -> has > bytes ? has - bytes : null);
    }

    /** What one message has. For one thread. */
    final class Share implements Frames.Memory, AutoCloseable {
        private final String user;
        private int bytes;

        private Share(String user) {
            this.user = user;
        }

        @Override
        public void take(int more) {
            if (!MessageMemory.this.take(user, more)) {
                String key = ConfigKey.DAEMON_MAX_MESSAGE_MEMORY.path();
                throw new HsmException(
                        ReturnCode.CKR_DEVICE_MEMORY,
                        "there is no memory for a message as long as this now, the limit is "
                                + key
                                + "; send the data in smaller parts, or try again");
            }
            bytes += more;
        }

        @Override
        public void close() {
            if (bytes > 0) {
                giveBack(user, bytes);
                bytes = 0;
            }
        }
    }
}
