package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What docs/fips.md says of TLS in approved mode: with the provider last, both protocols work with
 * a server and a client key in the token, and every operation of the token is an approved service.
 */
@Tag("S2-34")
class ApprovedTlsTest {
    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,EC,SHA256withECDSA",
        "TLSv1.3,RSA,SHA256withRSA",
        "TLSv1.2,EC,SHA256withECDSA",
        "TLSv1.2,RSA,SHA256withRSA"
    })
    void serverAndClient_lastPosition_areServedByApprovedServices(
            String protocol, String keys, String algorithm, @TempDir Path directory)
            throws Exception {
        try (TestToken token = ApprovedModeTest.approved(directory).install()) {
            Provider[] installed = Security.getProviders();
            assertThat(installed[installed.length - 1]).isSameAs(token.provider());
            X509Certificate certificate = TlsParty.server(token, "server", keys, algorithm);
            KeyStore store = token.keyStore();
            SSLContext context = TlsParty.context(store, "PKIX", TestToken.PIN, certificate);

            List<SSLSession> sessions = connections(context, protocol);

            assertThat(sessions).allMatch(session -> session.getProtocol().equals(protocol));
            assertThat(sessions.get(0).getPeerCertificates()).containsExactly(certificate);
            assertThat(resumed(sessions)).isTrue();
        }
        List<String> signatures =
                Files.readAllLines(directory.resolve("audit.jsonl")).stream()
                        .filter(line -> line.contains("\"event\":\"Sign\""))
                        .toList();
        // That of the certificate, and those of the handshakes.
        assertThat(signatures)
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(line -> line.contains("\"fips_approved\":true"));
        assertThat(Files.readString(directory.resolve("audit.jsonl")))
                .doesNotContain("\"fips_approved\":false");
    }

    /**
     * The JDK's TLS makes the vectors of its session tickets itself, with a key that is then ours.
     */
    @Test
    void server_firstPosition_failsOn25_asTheDocumentSays(@TempDir Path directory)
            throws Exception {
        try (TestToken token = ApprovedModeTest.approved(directory)) {
            X509Certificate certificate = TlsParty.server(token, "server", "EC", "SHA256withECDSA");
            SSLContext context =
                    TlsParty.context(token.keyStore(), "PKIX", TestToken.PIN, certificate);
            Security.insertProviderAt(token.provider(), 1);
            if (Runtime.version().feature() >= 25) {
                assertThatThrownBy(() -> connections(context, "TLSv1.3"))
                        .isInstanceOf(Exception.class);
            } else {
                assertThat(resumed(connections(context, "TLSv1.3"))).isTrue();
            }
        }
    }

    /**
     * The secrets of the connections are agreed in the token, and are what keys are derived from.
     */
    @Test
    @EnabledForJreRange(max = JRE.JAVA_24)
    void agreements_firstPosition_areApprovedServices(@TempDir Path directory) throws Exception {
        try (TestToken token = ApprovedModeTest.approved(directory)) {
            X509Certificate certificate = TlsParty.server(token, "server", "EC", "SHA256withECDSA");
            SSLContext context =
                    TlsParty.context(token.keyStore(), "PKIX", TestToken.PIN, certificate);
            Security.insertProviderAt(token.provider(), 1);
            for (String protocol : List.of("TLSv1.2", "TLSv1.3")) {
                assertThat(connections(context, protocol)).hasSize(2);
            }
        }
        List<String> agreements =
                Files.readAllLines(directory.resolve("audit.jsonl")).stream()
                        .filter(line -> line.contains("CKM_ECDH1_DERIVE"))
                        .toList();
        // Client and server, once with each protocol at least.
        assertThat(agreements)
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.contains("\"fips_approved\":true"));
    }

    private static boolean resumed(List<SSLSession> sessions) {
        return sessions.get(0).getCreationTime() == sessions.get(1).getCreationTime();
    }

    /** The sessions of two connections to one server, one after the other. */
    private static List<SSLSession> connections(SSLContext context, String protocol)
            throws Exception {
        try (SSLServerSocket server =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server.setNeedClientAuth(true);
            SSLSession first = connect(context, server, protocol);
            Thread.sleep(3); // the sessions tell themselves apart by the millisecond
            return List.of(first, connect(context, server, protocol));
        }
    }

    private static SSLSession connect(SSLContext context, SSLServerSocket server, String protocol)
            throws Exception {
        CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server));
        try (SSLSocket client =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        InetAddress.getLoopbackAddress(), server.getLocalPort())) {
            SSLParameters parameters = client.getSSLParameters();
            parameters.setProtocols(new String[] {protocol});
            parameters.setAlgorithmConstraints(new NistCurves());
            client.setSSLParameters(parameters);
            client.getOutputStream().write(42);
            client.getOutputStream().flush();
            assertThat(client.getInputStream().read()).isEqualTo(42);
            served.join();
            return client.getSession();
        }
    }

    private static void serve(SSLServerSocket server) {
        try (SSLSocket accepted = (SSLSocket) server.accept()) {
            accepted.getOutputStream().write(accepted.getInputStream().read());
            accepted.getOutputStream().flush();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Agreement on the curves that are approved only, as a deployment in this mode sets it. */
    private static final class NistCurves implements AlgorithmConstraints {
        private static boolean permitted(String algorithm) {
            return !algorithm.toUpperCase(Locale.ROOT).matches("X25519.*|X448|XDH");
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return permitted(algorithm);
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return permitted(key.getAlgorithm());
        }

        @Override
        public boolean permits(
                Set<CryptoPrimitive> primitives,
                String algorithm,
                Key key,
                AlgorithmParameters parameters) {
            return permitted(algorithm);
        }
    }
}
