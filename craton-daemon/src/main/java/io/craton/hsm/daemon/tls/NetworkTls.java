package io.craton.hsm.daemon.tls;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Causes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of a door on the network: mutual, 1.2 and 1.3, with the suites of decision B27. What it is
 * made of can be read again while it serves (B4): the next handshake uses it, and so does the next
 * {@link ConnectionTrust#check} of connections that are open. Revocation lists are looked at again
 * from time to time by itself. Safe for use by several threads.
 */
public final class NetworkTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkTls.class);

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] SUITES = {
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
    };

    /** Longer than a ticket may live (RFC 8446, section 4.6.1): the JDK gives none then. */
    private static final int NO_TICKETS = (int) TimeUnit.DAYS.toSeconds(7) + 1;

    private final Clock clock;
    private final Predicate<ClientCertificate> isKnown;
    private final ServerKeys keys;
    private final SSLContext context;
    private final Thread refresher;
    private volatile TlsMaterial material;

    @GuardedBy("this")
    private String lastFailure = "";

    private NetworkTls(TlsMaterial first, Predicate<ClientCertificate> isKnown, Clock clock) {
        this.clock = clock;
        this.isKnown = isKnown;
        this.material = first;
        this.keys = new ServerKeys(first, clock, first.settings().handshakeTimeout());
        this.context = context(keys, new ClientCheck(this));
        this.refresher = new Thread(this::refreshForEver, "craton-hsm-revocation");
        refresher.setDaemon(true);
    }

    /**
     * Reads the files.
     *
     * @param isKnown whether a client with an accepted certificate may do anything at all; who may
     *     not is refused in the handshake
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if one of the files cannot be used
     */
    public static NetworkTls open(
            TlsSettings settings, Predicate<ClientCertificate> isKnown, Clock clock) {
        TlsMaterial first = TlsMaterial.read(settings, 1, clock.instant());
        NetworkTls tls = new NetworkTls(first, isKnown, clock);
        if (first.isOpenToAll()) {
            LOG.warn("Clients need no certificate (daemon.allow_unauthenticated_tls)");
        } else if (settings.revocationLists().isEmpty()) {
            LOG.warn("No certificate of a client can be revoked: daemon.tls_client_crl is not set");
        }
        tls.refresher.start();
        return tls;
    }

    private static SSLContext context(ServerKeys keys, ClientCheck check) {
        try {
            // By their names: the providers of the JVM may be others, the module's own among them.
            SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(new KeyManager[] {keys}, new TrustManager[] {check}, null);
            // A session that is resumed shows no certificate.
            context.getServerSessionContext().setSessionTimeout(NO_TICKETS);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks TLS", e);
        }
    }

    /** What connections are made with, for as long as the door is there. */
    public SSLContext context() {
        return context;
    }

    /**
     * Versions, suites, whether clients need a certificate, and {@code h2} as the protocol inside.
     * A new object, for the caller to change.
     */
    public SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters(SUITES.clone(), PROTOCOLS.clone());
        parameters.setUseCipherSuitesOrder(true);
        parameters.setNeedClientAuth(!material.isOpenToAll());
        parameters.setApplicationProtocols(new String[] {"h2"});
        return parameters;
    }

    /** How long a client has for its handshake. */
    public Duration handshakeTimeout() {
        return material.settings().handshakeTimeout();
    }

    /**
     * Takes what is in the files now, of a configuration that was read again.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if something cannot be used; nothing has
     *     changed then
     */
    public synchronized void reload(TlsSettings settings) {
        TlsMaterial next = TlsMaterial.read(settings, material.version() + 1, clock.instant());
        if (next.isOpenToAll() != material.isOpenToAll()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "daemon.tls_client_ca was added or removed; whether clients need a certificate"
                            + " changes with a restart alone");
        }
        keys.replace(next);
        material = next;
    }

    /** Looks at the revocation lists again; one that cannot be used leaves those that there are. */
    synchronized void refreshLists() {
        try {
            TlsMaterial next = material.withNewLists();
            if (next.version() != material.version()) {
                keys.replace(next);
                material = next;
                LOG.info("The revocation lists were read again");
            }
            lastFailure = "";
        } catch (HsmException e) {
            String failure = Causes.of(e);
            if (!failure.equals(lastFailure)) {
                LOG.error("The revocation lists stay as they were: {}", failure);
                lastFailure = failure;
            }
        }
    }

    private void refreshForEver() {
        try {
            Duration pause = material.settings().refresh();
            while (!pause.isZero()) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                refreshLists();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The trust in the client of a connection, after its handshake.
     *
     * @param session the connection's session
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client is not accepted
     */
    public ConnectionTrust trust(SSLSession session) {
        // So that no other connection goes on with it, without a certificate.
        session.invalidate();
        return new ConnectionTrust(this, session);
    }

    X509Certificate[] issuers() {
        return material.clients().issuers();
    }

    /** The number of what was read last. */
    long version() {
        return material.version();
    }

    Instant now() {
        return clock.instant();
    }

    /**
     * Accepts a certificate of a client now.
     *
     * @throws CertificateException if it is not accepted
     */
    Acceptance accept(List<X509Certificate> chain) throws CertificateException {
        TlsMaterial now = material;
        if (now.isOpenToAll()) {
            return new Acceptance(Optional.empty(), now.version(), Instant.MAX);
        }
        Instant until = now.clients().require(chain, clock.instant());
        ClientCertificate client = ClientCertificate.of(chain.get(0));
        if (!isKnown.test(client)) {
            throw new RefusedCertificateException(
                    client.client()
                            + " has no right; the administrator gives rights in"
                            + " [[daemon.client]]",
                    null);
        }
        return new Acceptance(Optional.of(client), now.version(), until);
    }

    /**
     * That a client was accepted.
     *
     * @param client who it is; empty if nobody has to show a certificate
     * @param version the number of the reading that says so
     * @param until until when
     */
    record Acceptance(Optional<ClientCertificate> client, long version, Instant until) {}

    /** When something that there is now has to be replaced. */
    public TlsExpiry expiry() {
        TlsMaterial now = material;
        return TlsExpiry.of(now);
    }

    @Override
    public void close() {
        refresher.interrupt();
    }

    /** The protocols, newest first. */
    public static List<String> protocols() {
        return Arrays.asList(PROTOCOLS.clone());
    }

    /** The cipher suites, most wanted first. */
    public static List<String> suites() {
        return Arrays.asList(SUITES.clone());
    }
}
