package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * TLS with resumption goes on while the user logs in and out and keys are replaced, wherever the
 * provider stands in the list and whether the server's key is in the token or not.
 */
class TlsResumptionTest {
    @ParameterizedTest
    @CsvSource({"first,token", "first,software", "last,token"})
    void connectionsGoOn(String position, String key, @TempDir Path directory) throws Exception {
        DiskToken token = new DiskToken(directory);
        DiskToken.Result result = token.java(List.of(), Server.class.getName(), position, key);
        assertThat(result.output()).endsWith("done\n");
        assertThat(result.exit()).isZero();
    }

    /** A server and its client, in a JVM of their own. */
    static final class Server implements AutoCloseable {
        private static final char[] PASSWORD = "changeit".toCharArray();

        private final SSLServerSocket socket;
        private final SSLContext client;
        private final String protocol;

        private static final List<X509Certificate> TRUSTED = new ArrayList<>();

        private Server(KeyStore keys, char[] password, X509Certificate own, String protocol)
                throws Exception {
            this.protocol = protocol;
            TRUSTED.add(own);
            KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
            managers.init(
                    new javax.net.ssl.KeyStoreBuilderParameters(
                            KeyStore.Builder.newInstance(
                                    keys, new KeyStore.PasswordProtection(password))));
            SSLContext server = SSLContext.getInstance("TLS");
            server.init(managers.getKeyManagers(), null, null);
            this.socket =
                    (SSLServerSocket)
                            server.getServerSocketFactory()
                                    .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
            this.client = SSLContext.getInstance("TLS");
            client.init(
                    null,
                    TlsParty.trust(TRUSTED.toArray(X509Certificate[]::new)).getTrustManagers(),
                    null);
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
                    if (!socket.isClosed()) {
                        System.out.println("server: " + e);
                    }
                }
            }
        }

        private SSLSession connect(SSLContext with) throws Exception {
            try (SSLSocket to =
                    (SSLSocket)
                            with.getSocketFactory()
                                    .createSocket(
                                            InetAddress.getLoopbackAddress(),
                                            socket.getLocalPort())) {
                to.setEnabledProtocols(new String[] {protocol});
                to.getOutputStream().write(42);
                to.getOutputStream().flush();
                check(to.getInputStream().read() == 42, "the answer");
                check(to.getInputStream().read() == -1, "the end");
                return to.getSession();
            }
        }

        /** Connects, and checks that the session of the first connection is resumed. */
        void resume(SSLSession first, String when) throws Exception {
            Thread.sleep(3); // the sessions tell themselves apart by the millisecond
            SSLSession again = connect(client);
            check(again.getCreationTime() == first.getCreationTime(), "resumption " + when);
        }

        SSLSession first() throws Exception {
            return connect(client);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private static void check(boolean condition, String what) {
            if (!condition) {
                throw new IllegalStateException("not as it should be: " + what);
            }
        }

        private static X509Certificate certificate(KeyPair pair) throws Exception {
            return TestCertificates.selfSigned(
                    "localhost", pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", null);
        }

        private static Server of(KeyStore tokenKeys, String protocol, boolean inToken, String alias)
                throws Exception {
            if (inToken) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "CratonHSM");
                generator.initialize(new CratonKeySpec(alias, null));
                KeyPair pair = generator.generateKeyPair();
                X509Certificate certificate = certificate(pair);
                tokenKeys.setKeyEntry(
                        alias, pair.getPrivate(), null, new Certificate[] {certificate});
                return new Server(tokenKeys, TestToken.PIN, certificate, protocol);
            }
            KeyPair pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
            X509Certificate certificate =
                    TestCertificates.selfSigned(
                            "localhost",
                            pair.getPublic(),
                            pair.getPrivate(),
                            "SHA256withECDSA",
                            Security.getProvider("SunEC"));
            KeyStore software = KeyStore.getInstance("PKCS12", "SunJSSE");
            software.load(null, null);
            software.setKeyEntry(
                    "server", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
            return new Server(software, PASSWORD, certificate, protocol);
        }

        public static void main(String[] arguments) throws Exception {
            CratonHsmProvider provider = new CratonHsmProvider();
            if (arguments[0].equals("first")) {
                Security.insertProviderAt(provider, 1);
            } else {
                Security.addProvider(provider);
            }
            boolean inToken = arguments[1].equals("token");
            KeyStore keys = KeyStore.getInstance("CratonHSM");
            keys.load(null, TestToken.PIN);
            if (inToken) {
                // A server whose key is in the token logs in again by itself.
                provider.setPinSource(TestToken.PIN::clone);
            }
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                serve(provider, keys, protocol, inToken);
            }
            System.out.println("done");
        }

        private static void serve(
                CratonHsmProvider provider, KeyStore keys, String protocol, boolean inToken)
                throws Exception {
            try (Server server = of(relogged(keys), protocol, inToken, protocol + " one")) {
                SSLSession first = server.first();
                server.resume(first, "at once");
                provider.logout();
                server.resume(first, "after a logout");
                provider.logout();
                server.connect(server.client);
                keys.load(null, TestToken.PIN);
                server.resume(first, "after a login");
                provider.access().hsm().slot(0).closeAllSessions();
                server.resume(first, "after the end of all sessions");
                provider.logout();
                try (Server next = of(relogged(keys), protocol, inToken, protocol + " two")) {
                    SSLSession second = next.first();
                    provider.logout();
                    next.resume(second, "with the next key");
                }
                server.resume(first, "after the next key");
            }
        }

        private static KeyStore relogged(KeyStore keys) throws Exception {
            keys.load(null, TestToken.PIN);
            return keys;
        }
    }
}
