package io.craton.hsm.daemon.tls;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * The trust in the client of one connection. It is looked at again before a call when what was read
 * from files has changed, or a list or certificate has run out: a client that was revoked does not
 * go on because its connection was open (decision B28). Safe for use by several threads.
 */
public final class ConnectionTrust {
    private final NetworkTls tls;
    private final List<X509Certificate> chain;
    private volatile NetworkTls.Acceptance acceptance;

    ConnectionTrust(NetworkTls tls, SSLSession session) {
        this.tls = tls;
        this.chain = chain(session);
        this.acceptance = accept();
    }

    private static List<X509Certificate> chain(SSLSession session) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate each : session.getPeerCertificates()) {
                chain.add((X509Certificate) each);
            }
        } catch (SSLPeerUnverifiedException e) {
            // It needed none, or the next check says that it did.
            return List.of();
        }
        return List.copyOf(chain);
    }

    private NetworkTls.Acceptance accept() {
        try {
            return tls.accept(chain);
        } catch (CertificateException e) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    "the certificate of this client is not accepted: "
                            + HandshakeFailure.sentence(e),
                    e);
        }
    }

    /** Who the client is; empty if it needed no certificate and showed none. */
    public Optional<ClientCertificate> client() {
        return acceptance.client();
    }

    /**
     * Before each call.
     *
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client is not accepted any more:
     *     the connection is to be closed
     */
    public void check() {
        NetworkTls.Acceptance last = acceptance;
        if (last.version() != tls.version() || !tls.now().isBefore(last.until())) {
            acceptance = accept();
        }
    }
}
