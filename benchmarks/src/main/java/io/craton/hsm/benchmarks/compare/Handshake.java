package io.craton.hsm.benchmarks.compare;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** A full TLS 1.3 handshake of the JDK's JSSE, both ends in this thread, through memory. */
final class Handshake {
    private final SSLContext server;
    private final SSLContext client;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private final ByteBuffer rest;

    /**
     * @param keys where the server's key is
     * @param alias which it is
     * @param password what opens it, or null
     */
    Handshake(KeyStore keys, String alias, char @Nullable [] password)
            throws GeneralSecurityException, IOException {
        X509Certificate certificate = (X509Certificate) keys.getCertificate(alias);
        PrivateKey key = (PrivateKey) keys.getKey(alias, password);
        if (key == null) {
            throw new GeneralSecurityException("no key " + alias);
        }
        server = SSLContext.getInstance("TLSv1.3");
        server.init(new KeyManager[] {new OneKey(key, certificate)}, null, null);
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry(alias, certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        TrustManager[] managers = trust.getTrustManagers();
        client = SSLContext.getInstance("TLSv1.3");
        client.init(null, managers, null);
        int size = client.createSSLEngine().getSession().getPacketBufferSize();
        toServer = ByteBuffer.allocate(2 * size);
        toClient = ByteBuffer.allocate(2 * size);
        rest = ByteBuffer.allocate(2 * size);
    }

    /** Does one. */
    void run() throws IOException {
        SSLEngine clientEnd = client.createSSLEngine();
        clientEnd.setUseClientMode(true);
        SSLEngine serverEnd = server.createSSLEngine();
        serverEnd.setUseClientMode(false);
        toServer.clear();
        toClient.clear();
        clientEnd.beginHandshake();
        serverEnd.beginHandshake();
        while (!done(clientEnd)
                || !done(serverEnd)
                || toServer.position() > 0
                || toClient.position() > 0) {
            step(clientEnd, toClient, toServer);
            step(serverEnd, toServer, toClient);
        }
        if (!serverEnd.getSession().getProtocol().equals("TLSv1.3")) {
            throw new IOException("not TLS 1.3");
        }
    }

    private static boolean done(SSLEngine end) {
        return end.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(SSLEngine end, ByteBuffer in, ByteBuffer out) throws IOException {
        tasks(end);
        if (in.position() > 0) {
            in.flip();
            rest.clear();
            end.unwrap(in, rest);
            in.compact();
            tasks(end);
        }
        while (end.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            SSLEngineResult result = end.wrap(nothing, out);
            if (result.getStatus() != SSLEngineResult.Status.OK) {
                throw new IOException("a handshake stopped: " + result);
            }
            tasks(end);
        }
    }

    private static void tasks(SSLEngine end) {
        for (Runnable task = end.getDelegatedTask(); task != null; task = end.getDelegatedTask()) {
            task.run();
        }
    }

    /** A key manager with one key. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String NAME = "server";

        private final PrivateKey key;
        private final X509Certificate certificate;

        OneKey(PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        private boolean fits(String type) {
            return type.startsWith("EC") == key.getAlgorithm().startsWith("EC");
        }

        @Override
        public @Nullable String chooseEngineServerAlias(
                String type, Principal[] issuers, SSLEngine engine) {
            return fits(type) ? NAME : null;
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return fits(type) ? NAME : null;
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
            return fits(type) ? new String[] {NAME} : null;
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
