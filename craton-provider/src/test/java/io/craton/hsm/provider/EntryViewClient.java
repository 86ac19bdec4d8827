package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.crypto.KeyGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that take whatever entry they find, on a token with several: they find one. */
class EntryViewClient {
    private static KeyStore view(TestToken token, String reference) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", token.provider());
        byte[] file = ("craton-token: " + reference).getBytes(StandardCharsets.UTF_8);
        keyStore.load(new ByteArrayInputStream(file), TestToken.PIN);
        return keyStore;
    }

    private static X509Certificate put(TestToken token, String alias) throws Exception {
        return put(token.keyStore(), token.provider(), alias);
    }

    private static X509Certificate put(KeyStore keyStore, CratonHsmProvider provider, String alias)
            throws Exception {
        var pair = java.security.KeyPairGenerator.getInstance("EC", provider).generateKeyPair();
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        alias, pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", provider);
        keyStore.setKeyEntry(
                alias, pair.getPrivate(), null, new java.security.cert.Certificate[] {certificate});
        return certificate;
    }

    // The JDK's HTTP client

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void javaNetHttp_presentsTheCertificateOfTheView(String alias) throws Exception {
        try (TestToken token = TestToken.installed("view")) {
            X509Certificate[] all = {
                put(token, "one"),
                put(token, "two"),
                TlsParty.server(token, "server", "EC", "SHA256withECDSA")
            };
            HttpsServer server = server(token, all);
            server.start();
            try {
                SSLContext context =
                        TlsParty.context(
                                view(token, "slot=0 alias=" + alias),
                                "SunX509",
                                TestToken.PIN,
                                all);
                HttpClient client = HttpClient.newBuilder().sslContext(context).build();
                URI uri = URI.create("https://localhost:" + server.getAddress().getPort() + "/");
                HttpResponse<String> answer =
                        client.send(
                                HttpRequest.newBuilder(uri).build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(answer.body()).isEqualTo("CN=" + alias);
            } finally {
                server.stop(0);
            }
        }
    }

    private static HttpsServer server(TestToken token, X509Certificate... trusted)
            throws Exception {
        SSLContext context =
                TlsParty.context(
                        view(token, "slot=0 alias=server"), "SunX509", TestToken.PIN, trusted);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new WithClientCertificate(context));
        server.createContext("/", EntryViewClient::answer);
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String peer = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
        byte[] body = peer.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static final class WithClientCertificate extends HttpsConfigurator {
        WithClientCertificate(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
        }
    }

    // Nimbus

    @Tag("ecosystem")
    @Test
    void nimbus_loadsTheView_whereASecretKeyStopsItOnTheWhole() throws Exception {
        try (TestToken token = TestToken.installed("view")) {
            put(token, "one");
            put(token, "two");
            KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
            token.keyStore().setKeyEntry("secret", generator.generateKey(), null, null);
            assertThatThrownBy(() -> JWKSet.load(token.keyStore(), alias -> TestToken.PIN))
                    .isInstanceOf(Exception.class);
            JWKSet set = JWKSet.load(view(token, "slot=0 alias=one alias=two"), alias -> null);
            assertThat(set.getKeys()).hasSize(2);
            assertThat(set.getKeyByKeyId("two").isPrivate()).isTrue();
        }
    }

    // The JDK's system properties

    @Test
    void systemProperties_theDefaultContextPresentsTheCertificateOfTheView(@TempDir Path directory)
            throws Exception {
        DiskToken token = new DiskToken(directory);
        token.use(EntryViewClient::fill);
        Path security =
                Files.writeString(
                        directory.resolve("extra.security"),
                        "security.provider." + (count() + 1) + "=CratonHSM\n");
        for (String alias : List.of("one", "two")) {
            Path reference = directory.resolve(alias + ".ref");
            Files.writeString(reference, "craton-token: slot=0 alias=" + alias + "\n");
            DiskToken.Result result =
                    token.java(
                            List.of(
                                    "-Djava.security.properties=" + security,
                                    "-Djavax.net.ssl.keyStore=" + reference,
                                    "-Djavax.net.ssl.keyStoreType=CratonHSM",
                                    "-Djavax.net.ssl.keyStorePassword="
                                            + new String(TestToken.PIN)),
                            DefaultContext.class.getName());
            assertThat(result.output()).isEqualTo("CN=" + alias + "\n");
        }
    }

    private static void fill(io.craton.hsm.Hsm hsm) {
        try (CratonHsmProvider provider = new CratonHsmProvider(hsm)) {
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, TestToken.PIN);
            put(keyStore, provider, "one");
            put(keyStore, provider, "two");
        } catch (Exception e) {
            throw new IllegalStateException("the token cannot be filled", e);
        }
    }

    private static long count() {
        return java.util.Arrays.stream(Security.getProviders())
                .filter(provider -> !provider.getName().startsWith("CratonHSM"))
                .count();
    }

    /** Serves one connection from the JVM's own context, and says who it was. */
    static final class DefaultContext {
        public static void main(String[] arguments) throws Exception {
            SSLServerSocket server =
                    (SSLServerSocket)
                            SSLContext.getDefault()
                                    .getServerSocketFactory()
                                    .createServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(() -> serve(server));
            thread.start();
            KeyStore keyStore = KeyStore.getInstance("CratonHSM");
            keyStore.load(null, null);
            SSLContext context =
                    TlsParty.context(
                            null,
                            null,
                            null,
                            (X509Certificate) keyStore.getCertificate("one"),
                            (X509Certificate) keyStore.getCertificate("two"));
            try (SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(
                                            InetAddress.getLoopbackAddress(),
                                            server.getLocalPort())) {
                socket.startHandshake();
                System.out.println(socket.getSession().getPeerPrincipal().getName());
            }
            thread.join();
            System.exit(0);
        }

        private static void serve(SSLServerSocket server) {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.startHandshake();
                socket.getInputStream().read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
