package io.craton.hsm.daemon;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.wire.Right;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A module as every door of a daemon serves it: the same limits, rights and applications at each.
 * Safe for use by several threads.
 */
final class DaemonService {
    private final Hsm module;
    private final DaemonLimits limits;
    private final ClientRights rights;
    private final ServedApplications applications;
    private final AtomicInteger connections = new AtomicInteger();

    /**
     * @param module an open module
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if a user has two rows of rights
     */
    DaemonService(Hsm module) {
        this.module = module;
        this.limits = new DaemonLimits(module.config());
        this.rights = new ClientRights(module.config(), OwnUser.name());
        this.applications = new ServedApplications(module, limits.sessions());
    }

    /** What is served. */
    Hsm module() {
        return module;
    }

    /** What is permitted at most. */
    DaemonLimits limits() {
        return limits;
    }

    /** The applications of all clients. */
    ServedApplications applications() {
        return applications;
    }

    /** What a client may do now; empty if nothing. */
    Optional<Right> rightsOf(ClientIdentity client) {
        return rights.of(client.user());
    }

    /** Takes the rows of another configuration, as {@link ClientRights#replace} does. */
    void replaceRights(HsmConfig config) {
        rights.replace(config);
    }

    /**
     * Lets a connection in; {@link #leave} follows if there is room for it.
     *
     * @param right what its client may do
     */
    boolean enter(ClientIdentity client, Right right) {
        int most = limits.mostConnections(right == Right.ADMIN);
        if (connections.incrementAndGet() <= most && limits.connections().take(client.user())) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    /** A connection is gone. */
    void leave(ClientIdentity client) {
        connections.decrementAndGet();
        limits.connections().giveBack(client.user(), 1);
    }

    /** What there is to do now. */
    ModuleActivity activity() {
        return new ModuleActivity(
                applications.count(), applications.sessions(), limits.turns().underWay());
    }
}
