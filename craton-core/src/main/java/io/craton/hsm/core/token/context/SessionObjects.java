package io.craton.hsm.core.token.context;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many session objects an application has in a slot, and with it whoever it belongs to, in all
 * of its applications and all slots. Safe for use by several threads.
 */
public final class SessionObjects {
    private final AtomicInteger here = new AtomicInteger();
    private final AtomicInteger ofUser;
    private final int most;
    private final int mostOfUser;

    private SessionObjects(AtomicInteger ofUser, int most, int mostOfUser) {
        this.ofUser = ofUser;
        this.most = most;
        this.mostOfUser = mostOfUser;
    }

    /** As many as there is memory for. */
    public static SessionObjects unlimited() {
        return new SessionObjects(new AtomicInteger(), Integer.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * As many as the configuration permits a client.
     *
     * @param ofUser how many all applications of its user have
     */
    public static SessionObjects limited(HsmConfig config, AtomicInteger ofUser) {
        return new SessionObjects(
                ofUser,
                config.integer(ConfigKey.DAEMON_MAX_SESSION_OBJECTS),
                config.integer(ConfigKey.DAEMON_MAX_SESSION_OBJECTS_PER_USER));
    }

    /** So many more, or less. */
    void add(int number) {
        here.addAndGet(number);
        ofUser.addAndGet(number);
    }

    /**
     * Refuses more than there may be.
     *
     * @throws HsmException {@code CKR_DEVICE_MEMORY}
     */
    public void requireRoomFor(int more) {
        if (more <= 0) {
            return;
        }
        int present = here.get();
        if (present + more > most) {
            throw full(
                    "this application has " + present + " session objects in this slot",
                    ConfigKey.DAEMON_MAX_SESSION_OBJECTS);
        }
        int presentOfUser = ofUser.get();
        if (presentOfUser + more > mostOfUser) {
            throw full(
                    "the programs of this user have " + presentOfUser + " session objects",
                    ConfigKey.DAEMON_MAX_SESSION_OBJECTS_PER_USER);
        }
    }

    private static HsmException full(String present, ConfigKey limit) {
        String advice = "; destroy some, or close their sessions";
        return new HsmException(
                ReturnCode.CKR_DEVICE_MEMORY, present + ", the limit of " + limit.path() + advice);
    }
}
