package io.craton.hsm.benchmarks.daemon;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * The process of the bare echo: a Unix socket, a thread for each connection, and nothing else. A
 * message is its length, the length of the wanted answer, and bytes; the answer is so many bytes.
 */
final class EchoServer {
    /** The two lengths before a message. */
    static final int HEADER = 8;

    /** The longest message, in bytes. */
    static final int LONGEST = 2 << 20;

    private EchoServer() {}

    /** The path of the socket. Ends when its input does. */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(Path.of(arguments[0])));
            new Thread(() -> acceptAll(server)).start();
            System.out.println("serves at " + arguments[0]);
            System.in.readAllBytes();
        }
    }

    private static void acceptAll(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                new Thread(() -> serve(client)).start();
            }
        } catch (IOException e) {
            // The run is over.
            return;
        }
    }

    private static void serve(SocketChannel client) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(LONGEST);
        try (client) {
            boolean goesOn = true;
            while (goesOn) {
                goesOn = answerOne(client, bytes);
            }
        } catch (IOException e) {
            // The client is gone, and so is what it wanted.
            return;
        }
    }

    private static boolean answerOne(SocketChannel client, ByteBuffer bytes) throws IOException {
        bytes.clear();
        while (bytes.position() < HEADER || bytes.position() < bytes.getInt(0)) {
            if (client.read(bytes) < 0) {
                return false;
            }
        }
        bytes.position(0).limit(bytes.getInt(Integer.BYTES));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
        return true;
    }
}
