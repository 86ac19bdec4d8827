package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * TLS of the JDK with {@code CratonHSM-Keys} at the first position, keys of both ends in the token:
 * a handshake is one signature of each end in the log and nothing else, a resumed one nothing.
 */
class KeysFirstTlsTest {
    @ParameterizedTest
    @CsvSource({"TLSv1.3,EC", "TLSv1.3,RSA", "TLSv1.2,EC", "TLSv1.2,RSA"})
    void handshakes_areOneRecordOfEachEnd(String protocol, String keys, @TempDir Path directory)
            throws Exception {
        try (AuditedToken audited = new AuditedToken(directory, "all");
                CratonKeysProvider first = new CratonKeysProvider(audited.token().provider())) {
            Security.insertProviderAt(first, 1);
            audited.token().install();
            KeyStore keyStore = KeyStore.getInstance("CratonHSM");
            assertThat(keyStore.getProvider()).isSameAs(first);
            keyStore.load(null, TestToken.PIN);
            X509Certificate certificate =
                    TlsParty.server(
                            keyStore,
                            audited.token().provider(),
                            "tls",
                            keys,
                            "SHA256with" + sign(keys));
            SSLContext context = TlsParty.context(keyStore, "PKIX", TestToken.PIN, certificate);
            try (Server server = new Server(context, protocol)) {
                server.connect(context);
                audited.lines();
                SSLContext fresh = TlsParty.context(keyStore, "PKIX", TestToken.PIN, certificate);
                SSLSession session = server.connect(fresh);
                assertThat(session.getProtocol()).isEqualTo(protocol);
                assertThat(audited.events()).containsExactly("Sign", "Sign");
                Thread.sleep(3); // the sessions tell themselves apart by the millisecond
                assertThat(server.connect(fresh).getCreationTime())
                        .isEqualTo(session.getCreationTime());
                assertThat(audited.events()).isEmpty();
            }
        } finally {
            Security.removeProvider(CratonKeysProvider.NAME);
        }
    }

    private static String sign(String keys) {
        return keys.equals("EC") ? "ECDSA" : keys;
    }

    /** Answers each byte with itself, and wants a certificate of its client. */
    private static final class Server implements AutoCloseable {
        private final SSLServerSocket socket;
        private final String protocol;

        Server(SSLContext context, String protocol) throws Exception {
            this.protocol = protocol;
            this.socket =
                    (SSLServerSocket)
                            context.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(true);
            Thread thread = new Thread(this::serve, "server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (SSLSocket accepted = (SSLSocket) socket.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().read());
                    accepted.getOutputStream().flush();
                } catch (IOException e) {
                    // The client sees that there is no answer.
                    continue;
                }
            }
        }

        SSLSession connect(SSLContext with) throws Exception {
            try (SSLSocket to =
                    (SSLSocket)
                            with.getSocketFactory()
                                    .createSocket(
                                            InetAddress.getLoopbackAddress(),
                                            socket.getLocalPort())) {
                to.setEnabledProtocols(new String[] {protocol});
                to.getOutputStream().write(42);
                to.getOutputStream().flush();
                assertThat(to.getInputStream().read()).isEqualTo(42);
                assertThat(to.getInputStream().read()).isEqualTo(-1);
                return to.getSession();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
