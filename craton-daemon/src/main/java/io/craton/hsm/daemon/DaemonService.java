package io.craton.hsm.daemon;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.daemon.metrics.DaemonMetrics;
import io.craton.hsm.daemon.tls.ClientCertificate;
import io.craton.hsm.daemon.tls.NetworkTls;
import io.craton.hsm.daemon.tls.TlsSettings;
import io.craton.hsm.wire.Right;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A module as every door of a daemon serves it: the same limits, rights and applications at each.
 * Safe for use by several threads.
 */
final class DaemonService implements AutoCloseable {
    private final Hsm module;
    private final DaemonLimits limits;
    private final ClientRights rights;
    private final ServedApplications applications;
    private final AtomicInteger connections = new AtomicInteger();
    private final DaemonMetrics metrics = new DaemonMetrics(new ServiceFigures(this));
    private volatile @Nullable NetworkTls tls;

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

    /** What is counted. */
    DaemonMetrics metrics() {
        return metrics;
    }

    /** How many connections there are at all doors. */
    int connections() {
        return connections.get();
    }

    /** What a client may do now; empty if nothing. */
    Optional<Grant> rightsOf(ClientIdentity client) {
        ClientCertificate certificate = client.certificate();
        return certificate == null ? rights.of(client.user()) : rights.of(certificate);
    }

    /** Takes the rows of another configuration, as {@link ClientRights#replace} does. */
    void replaceRights(HsmConfig config) {
        rights.replace(config);
    }

    /**
     * Reads the material of TLS, for a door on the network.
     *
     * @return it, closed with {@link #close}
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if it cannot be used
     */
    NetworkTls openTls(HsmConfig config) {
        Predicate<ClientCertificate> isKnown = client -> rights.of(client).isPresent();
        NetworkTls opened = NetworkTls.open(TlsSettings.of(config), isKnown, config.clock());
        tls = opened;
        return opened;
    }

    /** TLS of the door on the network; null if there is none, or it is without TLS. */
    @Nullable NetworkTls tls() {
        return tls;
    }

    /**
     * Takes what is taken without a restart (decision B4): rows of rights and the material of TLS.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_ARGUMENTS_BAD} if something of it cannot be
     *     used; nothing has changed then
     */
    void reload(HsmConfig config) {
        rights.requireReplaceable(config);
        NetworkTls serving = tls;
        if (serving != null) {
            serving.reload(TlsSettings.of(config));
        }
        rights.replace(config);
    }

    @Override
    public void close() {
        NetworkTls opened = tls;
        if (opened != null) {
            opened.close();
        }
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
