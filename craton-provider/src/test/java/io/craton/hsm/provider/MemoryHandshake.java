package io.craton.hsm.provider;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A TLS handshake with both ends in one thread, through memory. */
final class MemoryHandshake {
    private static final int PORT = 443;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer rest;

    private MemoryHandshake(SSLContext clients, SSLContext servers) {
        client = clients.createSSLEngine("localhost", PORT);
        client.setUseClientMode(true);
        server = servers.createSSLEngine();
        server.setUseClientMode(false);
        int size = 2 * client.getSession().getPacketBufferSize();
        toServer = ByteBuffer.allocate(size);
        toClient = ByteBuffer.allocate(size);
        rest = ByteBuffer.allocate(size);
    }

    /**
     * Does one, with what the server sends behind it; clients of one context resume.
     *
     * @return the protocol that came of it
     */
    static String run(SSLContext clients, SSLContext servers) throws SSLException {
        return new MemoryHandshake(clients, servers).run();
    }

    private String run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        while (!done() || toServer.position() > 0 || toClient.position() > 0) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
        }
        return client.getSession().getProtocol();
    }

    private boolean done() {
        return client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(SSLEngine end, ByteBuffer in, ByteBuffer out) throws SSLException {
        tasks(end);
        if (in.position() > 0) {
            in.flip();
            rest.clear();
            end.unwrap(in, rest);
            in.compact();
            tasks(end);
        }
        while (end.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            end.wrap(ByteBuffer.allocate(0), out);
            tasks(end);
        }
    }

    private static void tasks(SSLEngine end) {
        for (Runnable task = end.getDelegatedTask(); task != null; task = end.getDelegatedTask()) {
            task.run();
        }
    }
}
