package io.craton.hsm.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A Unix socket of somebody who waits for others to connect. */
final class SilentSocket implements AutoCloseable {
    private final ServerSocketChannel server;

    SilentSocket(Path path) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        server.configureBlocking(false);
    }

    /** Whether anybody has connected, even if only for a moment. */
    boolean isConnected() throws IOException {
        try (SocketChannel channel = server.accept()) {
            return channel != null;
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
