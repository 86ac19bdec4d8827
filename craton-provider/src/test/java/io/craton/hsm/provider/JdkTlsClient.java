package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own TLS with keys in the token, at both ends, with real connections. */
class JdkTlsClient {

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2,RSA,SHA256withRSA,SunX509",
        "TLSv1.3,RSA,SHA256withRSA,SunX509",
        "TLSv1.3,RSA,SHA256withRSA,PKIX",
        "TLSv1.2,EC,SHA256withECDSA,PKIX",
        "TLSv1.3,EC,SHA256withECDSA,SunX509",
        "TLSv1.3,Ed25519,Ed25519,SunX509",
    })
    void mutualTls_keyInTokenAtBothEnds(
            String protocol, String keys, String algorithm, String keyManager) throws Exception {
        try (TestToken server = TestToken.installed("server");
                TestToken client = TestToken.installed("client")) {
            X509Certificate serverCertificate = TlsParty.server(server, "server", keys, algorithm);
            X509Certificate clientCertificate = TlsParty.server(client, "client", keys, algorithm);
            SSLContext serverContext =
                    TlsParty.context(
                            server.keyStore(), keyManager, TestToken.PIN, clientCertificate);
            SSLContext clientContext =
                    TlsParty.context(
                            client.keyStore(), keyManager, TestToken.PIN, serverCertificate);
            ExecutorService threads = Executors.newCachedThreadPool();
            HttpsServer https =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            try {
                https.setExecutor(threads);
                https.setHttpsConfigurator(
                        new HttpsConfigurator(serverContext) {
                            @Override
                            public void configure(HttpsParameters parameters) {
                                SSLParameters wanted = serverContext.getDefaultSSLParameters();
                                wanted.setNeedClientAuth(true);
                                wanted.setProtocols(new String[] {protocol});
                                parameters.setSSLParameters(wanted);
                            }
                        });
                https.createContext(
                        "/",
                        exchange -> {
                            exchange.sendResponseHeaders(200, 2);
                            exchange.getResponseBody()
                                    .write("ok".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                            exchange.close();
                        });
                https.start();
                HttpClient http =
                        HttpClient.newBuilder()
                                .sslContext(clientContext)
                                .connectTimeout(Duration.ofSeconds(60))
                                .build();
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(
                                                URI.create(
                                                        "https://localhost:"
                                                                + https.getAddress().getPort()
                                                                + "/"))
                                        .timeout(Duration.ofSeconds(60))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("ok");
                assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo(protocol);
                assertThat(answer.sslSession().orElseThrow().getPeerCertificates()[0])
                        .isEqualTo(serverCertificate);
            } finally {
                https.stop(0);
                threads.shutdownNow();
            }
        }
    }
}
