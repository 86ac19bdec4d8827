package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The recipe for the rotation of a server's key, under load: a new alias, a reload, and the old
 * alias goes when nobody uses it any more. No connection notices.
 */
class RotationTest {
    private static final int CLIENTS = 3;

    @Test
    @Timeout(180)
    void newAlias_thenReload_thenDelete_losesNoConnection() throws Exception {
        try (TestToken token = TestToken.installed("rotation")) {
            KeyStore keyStore = token.keyStore();
            X509Certificate first = entry(token, keyStore, "server-1");
            X509Certificate second = entry(token, keyStore, "server-2");
            try (Server server = new Server(new Serving(keyStore, "server-1"))) {
                Clients clients = new Clients(server.port(), first, second);
                clients.await(30);

                server.reload(new Serving(token.keyStore(), "server-2"));
                keyStore.deleteEntry("server-1");

                clients.await(30);
                clients.stop();
                assertThat(clients.failures).isEmpty();
                assertThat(clients.last).isEqualTo(second);
                assertThat(keyStore.containsAlias("server-1")).isFalse();
            }
        }
    }

    private static X509Certificate entry(TestToken token, KeyStore keyStore, String alias)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec(alias, null));
        KeyPair pair = generator.generateKeyPair();
        X509Certificate certificate =
                TestCertificates.selfSigned(
                        "localhost", pair.getPublic(), pair.getPrivate(), "SHA256withECDSA", null);
        keyStore.setKeyEntry(alias, pair.getPrivate(), null, new Certificate[] {certificate});
        return certificate;
    }

    /** What new connections are served with, and how many are. */
    private static final class Serving {
        final SSLContext context;
        final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();

        Serving(KeyStore keyStore, String alias) throws GeneralSecurityException {
            this.context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new ByAlias(keyStore, alias)}, null, null);
        }
    }

    private static final class Server implements AutoCloseable {
        private final ServerSocket socket;
        private volatile Serving serving;

        Server(Serving first) throws IOException {
            this.serving = first;
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            for (int i = 0; i < CLIENTS; i++) {
                Thread thread = new Thread(this::serve, "server " + i);
                thread.setDaemon(true);
                thread.start();
            }
        }

        int port() {
            return socket.getLocalPort();
        }

        /** Returns when nobody uses what was served before. */
        void reload(Serving next) {
            Serving before = serving;
            serving = next;
            before.inUse.writeLock().lock();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (Socket accepted = socket.accept()) {
                    answer(accepted);
                } catch (IOException e) {
                    continue; // what a client does not get it reports
                }
            }
        }

        private void answer(Socket accepted) throws IOException {
            Serving now = serving;
            while (!now.inUse.readLock().tryLock()) {
                now = serving; // it was replaced meanwhile
            }
            try (SSLSocket tls =
                    (SSLSocket)
                            now.context
                                    .getSocketFactory()
                                    .createSocket(accepted, null, accepted.getPort(), true)) {
                tls.setUseClientMode(false);
                tls.getOutputStream().write(tls.getInputStream().read());
                tls.getOutputStream().flush();
            } finally {
                now.inUse.readLock().unlock();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class Clients {
        final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        volatile @Nullable Certificate last;

        private final int port;
        private final X509Certificate[] trusted;
        private final AtomicInteger served = new AtomicInteger();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final List<Thread> threads = new ArrayList<>();

        Clients(int port, X509Certificate... trusted) {
            this.port = port;
            this.trusted = trusted;
            for (int i = 0; i < CLIENTS; i++) {
                Thread thread = new Thread(this::run, "client " + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void run() {
            while (!stopped.get()) {
                try {
                    last = request();
                    served.incrementAndGet();
                } catch (Exception e) {
                    failures.add(e);
                    return;
                }
            }
        }

        /** Each with a session of its own: nothing is resumed. */
        private Certificate request() throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TlsParty.trust(trusted).getTrustManagers(), null);
            try (SSLSocket to =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(InetAddress.getLoopbackAddress(), port)) {
                to.getOutputStream().write(42);
                to.getOutputStream().flush();
                if (to.getInputStream().read() != 42) {
                    throw new IOException("no answer");
                }
                return to.getSession().getPeerCertificates()[0];
            }
        }

        void await(int more) throws InterruptedException {
            int wanted = served.get() + more;
            while (served.get() < wanted && failures.isEmpty()) {
                Thread.sleep(5);
            }
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** The entry that the configuration of a server names. */
    private static final class ByAlias extends X509ExtendedKeyManager {
        private final String alias;
        private final PrivateKey key;
        private final X509Certificate[] chain;

        ByAlias(KeyStore keyStore, String alias) throws GeneralSecurityException {
            this.alias = alias;
            this.key = (PrivateKey) keyStore.getKey(alias, null);
            this.chain =
                    Arrays.stream(keyStore.getCertificateChain(alias))
                            .map(X509Certificate.class::cast)
                            .toArray(X509Certificate[]::new);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return type.equals("EC") ? alias : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            return key;
        }
    }
}
