package io.craton.hsm.daemon.tls;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client of {@link TlsServer}, with the JDK's own managers. */
final class TlsClient implements AutoCloseable {
    private final SSLSocket socket;
    private final BufferedReader lines;

    private TlsClient(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Connects.
     *
     * @param own what it shows; null for nothing
     */
    static TlsClient connect(TestPki authority, TestPki.Issued own, int port, String... protocols)
            throws Exception {
        SSLSocket socket =
                (SSLSocket)
                        context(authority, own)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(10_000);
        try {
            socket.startHandshake();
            return new TlsClient(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static SSLContext context(TestPki authority, TestPki.Issued own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS", "SunJSSE");
        context.init(keys(own), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyManager[] keys(TestPki.Issued own) throws Exception {
        if (own == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "own", own.key(), new char[0], own.chain().toArray(new X509Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, new char[0]);
        // Shows it whatever authorities the server names, as an attacker does.
        javax.net.ssl.X509ExtendedKeyManager manager =
                (javax.net.ssl.X509ExtendedKeyManager) factory.getKeyManagers()[0];
        return new KeyManager[] {new Stubborn(manager)};
    }

    /** Shows its one certificate always. */
    private static final class Stubborn extends javax.net.ssl.X509ExtendedKeyManager {
        private final javax.net.ssl.X509ExtendedKeyManager manager;

        Stubborn(javax.net.ssl.X509ExtendedKeyManager manager) {
            this.manager = manager;
        }

        @Override
        public String chooseClientAlias(
                String[] types, java.security.Principal[] issuers, java.net.Socket socket) {
            String[] aliases = manager.getClientAliases(types[0], null);
            for (String type : types) {
                aliases = aliases == null ? manager.getClientAliases(type, null) : aliases;
            }
            return aliases == null ? null : aliases[0];
        }

        @Override
        public String[] getClientAliases(String type, java.security.Principal[] issuers) {
            return manager.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, java.security.Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(
                String type, java.security.Principal[] issuers, java.net.Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return manager.getCertificateChain(alias);
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return manager.getPrivateKey(alias);
        }
    }

    /** What the server says of the client; null if the connection ended. */
    String ask() throws IOException {
        socket.getOutputStream().write("who\n".getBytes(StandardCharsets.UTF_8));
        return lines.readLine();
    }

    SSLSocket socket() {
        return socket;
    }

    X509Certificate server() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
