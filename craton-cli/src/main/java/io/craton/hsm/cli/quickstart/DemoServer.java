package io.craton.hsm.cli.quickstart;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;

/**
 * The JDK's HTTPS server with its private key in the token, and the JDK's client that fetches a
 * page from it.
 */
final class DemoServer {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private DemoServer() {}

    /**
     * Serves one page on the loopback address and fetches it.
     *
     * @param keyStore a key store of the token that has the private key with its certificate
     * @param certificate the certificate, which the client trusts and nothing else
     * @return what the client saw
     */
    static String serveAndFetch(KeyStore keyStore, char[] pin, byte[] certificate, String page)
            throws GeneralSecurityException, IOException, InterruptedException {
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverContext(keyStore, pin)));
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> answer(exchange, body));
        server.start();
        try {
            return fetch(server.getAddress().getPort(), clientContext(certificate), page);
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static String fetch(int port, SSLContext context, String page)
            throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        URI address = URI.create("https://localhost:" + port + "/");
        HttpResponse<String> response =
                client.send(
                        HttpRequest.newBuilder(address).timeout(TIMEOUT).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        SSLSession tls =
                response.sslSession()
                        .orElseThrow(() -> new IOException("the page came without TLS"));
        if (response.statusCode() != 200 || !response.body().equals(page)) {
            throw new IOException("the page that came is not the page that was served");
        }
        if (!tls.getProtocol().equals("TLSv1.3")) {
            throw new IOException("the connection was " + tls.getProtocol() + ", not TLS 1.3");
        }
        return address + " over " + tls.getProtocol() + ", " + tls.getCipherSuite();
    }

    private static SSLContext serverContext(KeyStore keyStore, char[] pin)
            throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(keyStore, pin);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static SSLContext clientContext(byte[] certificate)
            throws GeneralSecurityException, IOException {
        Certificate trusted =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate));
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("demo", trusted);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers.getTrustManagers(), null);
        return context;
    }
}
