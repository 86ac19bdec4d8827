package io.craton.hsm.benchmarks.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A connection to an {@link EchoServer}. For one thread at a time. */
final class EchoClient implements AutoCloseable {
    private final SocketChannel server;
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(EchoServer.LONGEST);

    EchoClient(Path socket) throws IOException {
        server = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** Sends so many bytes and waits for so many. */
    void call(int request, int reply) {
        try {
            bytes.clear().putInt(0, request).putInt(Integer.BYTES, reply).limit(request);
            while (bytes.hasRemaining()) {
                server.write(bytes);
            }
            bytes.clear().limit(reply);
            while (bytes.hasRemaining()) {
                if (server.read(bytes) < 0) {
                    throw new ClosedChannelException();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
