package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.daemon.tls.ConnectionTrust;
import io.craton.hsm.daemon.tls.NetworkTls;
import io.craton.hsm.wire.Right;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of the network door, as they come and go. */
final class NetworkConnections extends ServerTransportFilter {
    /** The connection that a call came by. */
    static final Attributes.Key<NetworkConnection> CONNECTION =
            Attributes.Key.create("craton-hsm-connection");

    private static final Logger LOG = LoggerFactory.getLogger(NetworkConnections.class);

    private final DaemonService served;
    private final @Nullable HandshakeLog handshakes;
    private final NetworkTimer timer;
    private final Duration grace;
    private final OnceAMinute refusals = new OnceAMinute();

    /**
     * @param handshakes where refused certificates are said; null if the door is without TLS
     * @param timer ends applications whose connections are gone
     * @param grace how long an application waits for another connection
     */
    NetworkConnections(
            DaemonService served,
            @Nullable HandshakeLog handshakes,
            NetworkTimer timer,
            Duration grace) {
        this.served = served;
        this.handshakes = handshakes;
        this.timer = timer;
        this.grace = grace;
    }

    @Override
    public Attributes transportReady(Attributes transport) {
        NetworkConnection connection = connection(transport);
        return transport.toBuilder().set(CONNECTION, connection).build();
    }

    private NetworkConnection connection(Attributes transport) {
        String host = host(transport);
        NetworkTls tls = served.tls();
        if (handshakes == null || tls == null) {
            return admitted(ClientIdentity.insecure(host), null);
        }
        SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
        if (session == null) {
            // Never, and if it were: a door with TLS takes nobody without.
            return refused(host);
        }
        try {
            ConnectionTrust trust = tls.trust(session);
            return admitted(identity(trust, host), trust);
        } catch (HsmException e) {
            // Between the handshake and now: something was read again.
            handshakes.failed(e);
            return refused(host);
        }
    }

    private NetworkConnection refused(String host) {
        return new NetworkConnection(
                ClientIdentity.anybody(host), false, null, served.applications());
    }

    private static ClientIdentity identity(ConnectionTrust trust, String host) {
        return trust.client()
                .map(certificate -> ClientIdentity.of(certificate, host))
                .orElseGet(() -> ClientIdentity.anybody(host));
    }

    private NetworkConnection admitted(ClientIdentity client, @Nullable ConnectionTrust trust) {
        // Who may do nothing is told so by each call, until a row gives it rights.
        Right right = served.rightsOf(client).map(Grant::right).orElse(Right.READ);
        boolean admitted = served.enter(client, right);
        if (!admitted) {
            refused();
        }
        return new NetworkConnection(client, admitted, trust, served.applications());
    }

    private void refused() {
        served.metrics().refused();
        long times = refusals.happened();
        if (times > 0) {
            LOG.info(
                    "A connection of the network was refused ({} since the last such line)", times);
        }
    }

    private static String host(Attributes transport) {
        SocketAddress address = transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return address instanceof InetSocketAddress internet
                ? internet.getAddress().getHostAddress()
                : "unknown";
    }

    /** Without the attribute if it failed before it was ready. */
    @Override
    public void transportTerminated(@Nullable Attributes transport) {
        NetworkConnection connection = transport == null ? null : transport.get(CONNECTION);
        if (connection == null || !connection.isAdmitted()) {
            return;
        }
        served.leave(connection.client());
        for (ServedApplication joined : connection.end()) {
            timer.later(grace, () -> served.applications().leave(joined));
        }
    }
}
