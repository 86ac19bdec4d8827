package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jetty serves TLS 1.2 and 1.3 with keys in the token. */
class JettyClient {

    private static Server start(SslContextFactory.Server ssl) throws Exception {
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.addCustomizer(new SecureRequestCustomizer(false));
        ServerConnector connector =
                new ServerConnector(
                        server,
                        new SslConnectionFactory(ssl, HttpVersion.HTTP_1_1.asString()),
                        new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(
                new Handler.Abstract() {
                    @Override
                    public boolean handle(Request request, Response response, Callback callback) {
                        response.write(
                                true, StandardCharsets.UTF_8.encode("served by Jetty"), callback);
                        return true;
                    }
                });
        server.start();
        return server;
    }

    private static int port(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    @ParameterizedTest
    @CsvSource({"RSA,SHA256withRSA,true", "EC,SHA256withECDSA,true", "RSA,SHA256withRSA,false"})
    void keyStoreInstance(String keys, String algorithm, boolean alias, @TempDir Path directory)
            throws Exception {
        try (TestToken token = TestToken.installed("jetty")) {
            X509Certificate certificate = TlsParty.server(token, "server", keys, algorithm);
            SslContextFactory.Server ssl = new SslContextFactory.Server();
            ssl.setKeyStore(token.keyStore());
            ssl.setKeyStorePassword(new String(TestToken.PIN));
            if (alias) {
                ssl.setCertAlias("server");
            }
            Server server = start(ssl);
            try {
                for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    assertThat(TlsClients.get(port(server), protocol, certificate))
                            .isEqualTo("served by Jetty");
                }
                for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
                    TlsClients.openssl(port(server), protocol, certificate, directory);
                }
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void tokenReferenceFile(@TempDir Path directory) throws Exception {
        try (TestToken token = TestToken.installed("jetty")) {
            X509Certificate certificate = TlsParty.server(token, "server", "EC", "SHA256withECDSA");
            Path reference =
                    Files.writeString(directory.resolve("token.ref"), "craton-token: slot=0\n");
            SslContextFactory.Server ssl = new SslContextFactory.Server();
            ssl.setKeyStorePath(reference.toString());
            ssl.setKeyStoreType("CratonHSM");
            ssl.setKeyStoreProvider("CratonHSM-jetty");
            ssl.setKeyStorePassword(new String(TestToken.PIN));
            Server server = start(ssl);
            try {
                assertThat(TlsClients.get(port(server), "TLSv1.3", certificate))
                        .isEqualTo("served by Jetty");
            } finally {
                server.stop();
            }
        }
    }
}
