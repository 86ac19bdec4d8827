package io.craton.hsm.daemon.tls;

import io.craton.hsm.HsmException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A door that is as small as one can be: it answers each line of a client by who the client is, if
 * it is still accepted.
 */
final class TlsServer implements AutoCloseable {
    private final NetworkTls tls;
    private final SSLServerSocket server;
    private final List<String> failures = new CopyOnWriteArrayList<>();

    TlsServer(NetworkTls tls) throws IOException {
        this.tls = tls;
        this.server =
                (SSLServerSocket)
                        tls.context()
                                .getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSSLParameters(tls.parameters());
        start(this::accept);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "tls-test");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** Why handshakes failed. */
    List<String> failures() {
        return failures;
    }

    private void accept() {
        try {
            while (true) {
                SSLSocket socket = (SSLSocket) server.accept();
                start(() -> serve(socket));
            }
        } catch (IOException e) {
            // It was closed.
        }
    }

    private void serve(SSLSocket socket) {
        try (socket) {
            socket.setSoTimeout((int) tls.handshakeTimeout().toMillis());
            socket.startHandshake();
            socket.setSoTimeout(0);
            ConnectionTrust trust = tls.trust(socket.getSession());
            BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            while (lines.readLine() != null) {
                trust.check();
                String client = trust.client().map(ClientCertificate::client).orElse("anybody");
                socket.getOutputStream().write((client + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException | HsmException e) {
            failures.add(HandshakeFailure.sentence(e));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
