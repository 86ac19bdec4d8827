package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.tls.ConnectionTrust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A connection of the network door: who is at its other end, and the applications that its calls
 * are of. A call names its application, or is of the one that the connection has of its own. Safe
 * for use by several threads.
 */
final class NetworkConnection {
    private final ClientIdentity client;
    private final boolean admitted;
    private final @Nullable ConnectionTrust trust;
    private final ServedApplications applications;

    @GuardedBy("this")
    private final Set<ServedApplication> joined = new HashSet<>();

    @GuardedBy("this")
    private @Nullable ServedApplication own;

    @GuardedBy("this")
    private boolean ended;

    /**
     * @param admitted whether it is accepted and there was room for it: else no call is taken
     * @param trust the trust in its certificate; null if it is without TLS
     */
    NetworkConnection(
            ClientIdentity client,
            boolean admitted,
            @Nullable ConnectionTrust trust,
            ServedApplications applications) {
        this.client = client;
        this.admitted = admitted;
        this.trust = trust;
        this.applications = applications;
    }

    ClientIdentity client() {
        return client;
    }

    boolean isAdmitted() {
        return admitted;
    }

    /**
     * Refuses a client whose certificate was revoked, or is not accepted for another reason, since
     * the connection was made.
     *
     * @throws HsmException {@code CKR_FUNCTION_REJECTED}
     */
    void requireTrusted() {
        if (trust != null) {
            trust.check();
        }
    }

    /**
     * The application of a call.
     *
     * @param named what the call says, in hexadecimal digits; null if it says nothing
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if this client has no such application
     */
    ServedApplication application(@Nullable String named) {
        return named == null ? own() : join(secret(named));
    }

    private static byte[] secret(String named) {
        try {
            return HexFormat.of().parseHex(named);
        } catch (IllegalArgumentException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the application that the call names is none; give what Initialize gave, in"
                            + " hexadecimal digits",
                    e);
        }
    }

    private synchronized ServedApplication own() {
        requireNotEnded();
        if (own == null) {
            own = applications.begin(client, client.peer()).application();
        }
        return own;
    }

    private ServedApplication join(byte[] secret) {
        ServedApplication found = applications.join(client, secret);
        keep(found);
        return found;
    }

    /** An application that this connection joined: once, however many calls name it. */
    void keep(ServedApplication application) {
        if (!isNew(application)) {
            applications.leave(application);
        }
    }

    private synchronized boolean isNew(ServedApplication application) {
        return !ended && joined.add(application);
    }

    @GuardedBy("this")
    private void requireNotEnded() {
        if (ended) {
            throw new HsmException(ReturnCode.CKR_FUNCTION_CANCELED, "the connection has ended");
        }
    }

    /** The client has ended an application. */
    synchronized void forget(ServedApplication application) {
        joined.remove(application);
        if (application == own) {
            own = null;
        }
    }

    /**
     * The connection is gone, and with it the application of its own.
     *
     * @return those that it joined, which the caller leaves
     */
    List<ServedApplication> end() {
        ServedApplication mine;
        List<ServedApplication> others;
        synchronized (this) {
            ended = true;
            mine = own;
            own = null;
            others = new ArrayList<>(joined);
            joined.clear();
        }
        if (mine != null) {
            applications.leave(mine);
        }
        return others;
    }
}
