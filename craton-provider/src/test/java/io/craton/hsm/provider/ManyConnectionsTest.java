package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A TLS server with its key in the token and a virtual thread for each connection, over real
 * sockets, with its clients in another process: all connections are open at once, each handshake is
 * one record in the log, a resumption none, and no virtual thread holds its carrier.
 */
@EnabledForJreRange(minVersion = 24)
@DisabledOnOs(OS.WINDOWS)
class ManyConnectionsTest {
    private static final String PINNED = "jdk.VirtualThreadPinned";
    private static final int BACKLOG = 4096;

    /** Files that a process has open for other reasons, at most. */
    private static final long OTHER_FILES = 500;

    @TempDir private Path directory;

    private AuditedToken audited;
    private Server server;
    private Path certificate;

    @BeforeEach
    void open() throws Exception {
        audited = new AuditedToken(directory, "all");
        TestToken token = audited.token().install();
        X509Certificate own = TlsParty.server(token, "server", "EC", "SHA256withECDSA");
        certificate = Files.write(directory.resolve("server.cer"), own.getEncoded());
        server = new Server(TlsParty.context(token.keyStore(), "PKIX", null, own));
        // Code that is linked for the first time holds the threads that come to it meanwhile.
        clients("1", "1", "0");
        clients("200", "1", "0");
        clients("1", "8", "5");
        audited.events();
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        audited.close();
    }

    @Test
    void someConnections_areServed() throws Exception {
        serve(100, 20);
    }

    @Test
    @Tag("campaign")
    void tenThousandConnections_areServed() throws Exception {
        UnixOperatingSystemMXBean system =
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
        long files = system.getMaxFileDescriptorCount() - OTHER_FILES;
        serve((int) Math.min(10_000, files), 1_000);
    }

    private void serve(int connections, int resumptions) throws Exception {
        Path file = directory.resolve("pinned.jfr");
        server.most.set(0);
        long start = System.nanoTime();
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withoutThreshold().withStackTrace();
            recording.start();
            clients(String.valueOf(connections), "1", "0");
            assertThat(server.most).hasValue(connections);
            assertThat(signatures()).isEqualTo(connections);
            clients("1", "8", String.valueOf(resumptions / 8));
            assertThat(signatures()).isEqualTo(8);
            recording.stop();
            recording.dump(file);
        }
        System.out.printf(
                "many connections: %d at once, then %d resumptions, in %d s%n",
                connections, resumptions / 8 * 8, (System.nanoTime() - start) / 1_000_000_000);
        assertThat(RecordingFile.readAllEvents(file)).noneMatch(ManyConnectionsTest::isPinned);
    }

    /** Not for the linking of a call site by the virtual machine, which happens once for each. */
    private static boolean isPinned(RecordedEvent event) {
        return event.getEventType().getName().equals(PINNED)
                && event.getStackTrace().getFrames().stream()
                        .map(frame -> frame.getMethod().getType().getName())
                        .noneMatch(type -> type.startsWith("java.lang.invoke."));
    }

    /** Of the log since the last look: a handshake writes nothing else. */
    private int signatures() throws IOException {
        List<String> events = audited.events();
        assertThat(events).containsOnly("Sign");
        return events.size();
    }

    /**
     * Runs clients in a process of their own.
     *
     * @param connections how many are open at once
     * @param contexts how many do not know each other's sessions
     * @param resumptions how many connections each of these makes afterwards, one after the other
     */
    private void clients(String connections, String contexts, String resumptions) throws Exception {
        Path output = directory.resolve("clients.txt");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx2g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Clients.class.getName(),
                                String.valueOf(server.socket.getLocalPort()),
                                certificate.toString(),
                                connections,
                                contexts,
                                resumptions)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        int code = process.waitFor();
        assertThat(code).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    }

    /** {@code Executors.newVirtualThreadPerTaskExecutor()}, which Java 17 has not. */
    private static ExecutorService perTask() throws ReflectiveOperationException {
        Method maker = Executors.class.getMethod("newVirtualThreadPerTaskExecutor");
        return (ExecutorService) maker.invoke(null);
    }

    /** Answers each byte with itself. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket =
                new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        private final SSLContext context;
        private final ExecutorService threads;
        private final AtomicInteger open = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Server(SSLContext context) throws Exception {
            this.context = context;
            this.threads = perTask();
            threads.execute(this::accept);
        }

        private void accept() {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    threads.execute(() -> serve(connection));
                } catch (IOException e) {
                    if (!socket.isClosed()) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        private void serve(Socket connection) {
            try (SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(connection, null, true)) {
                InputStream in = tls.getInputStream();
                OutputStream out = tls.getOutputStream();
                for (int next = in.read(); next >= 0; next = in.read()) {
                    if (next == Clients.HELLO) {
                        most.accumulateAndGet(open.incrementAndGet(), Math::max);
                    }
                    out.write(next);
                    out.flush();
                }
            } catch (IOException e) {
                // The client says what it misses.
                System.out.println("server: " + e);
            } finally {
                open.decrementAndGet();
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
            threads.shutdown();
        }
    }

    /** The clients: each connection has a virtual thread. */
    static final class Clients {
        static final int HELLO = 1;
        private static final int BYE = 2;

        /** How many shake hands at once. */
        private static final int SHAKING = 100;

        private final int port;
        private final X509Certificate trusted;
        private final CountDownLatch connected;
        private final Semaphore shaking = new Semaphore(SHAKING);

        private Clients(int port, X509Certificate trusted, int connections) {
            this.port = port;
            this.trusted = trusted;
            this.connected = new CountDownLatch(connections);
        }

        public static void main(String[] arguments) throws Exception {
            X509Certificate trusted;
            try (InputStream in = Files.newInputStream(Path.of(arguments[1]))) {
                trusted =
                        (X509Certificate)
                                CertificateFactory.getInstance("X.509").generateCertificate(in);
            }
            int connections = Integer.parseInt(arguments[2]);
            int contexts = Integer.parseInt(arguments[3]);
            int resumptions = Integer.parseInt(arguments[4]);
            Clients clients = new Clients(Integer.parseInt(arguments[0]), trusted, connections);
            if (resumptions > 0) {
                run(contexts, () -> clients.resume(resumptions));
            } else {
                run(connections, clients::stay);
            }
        }

        private static void run(int count, Callable<Void> client) throws Exception {
            ExecutorService pool = perTask();
            List<Callable<Void>> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(client);
            }
            for (Future<Void> done : pool.invokeAll(all)) {
                done.get();
            }
            pool.shutdown();
        }

        private SSLContext context() throws Exception {
            return TlsParty.context(null, "PKIX", null, trusted);
        }

        private SSLSocket connect(SSLContext context) throws IOException {
            InetAddress here = InetAddress.getLoopbackAddress();
            return (SSLSocket) context.getSocketFactory().createSocket(here, port);
        }

        private static void say(SSLSocket to, int what) throws IOException {
            to.getOutputStream().write(what);
            to.getOutputStream().flush();
            int answer = to.getInputStream().read();
            if (answer != what) {
                throw new IOException("said " + what + " and heard " + answer);
            }
        }

        /** Connects, and stays until all the others have. */
        private Void stay() throws Exception {
            SSLContext context = context();
            try (SSLSocket socket = shakeHands(context)) {
                connected.countDown();
                connected.await();
                say(socket, BYE);
            }
            return null;
        }

        private SSLSocket shakeHands(SSLContext context) throws Exception {
            shaking.acquire();
            try {
                SSLSocket socket = connect(context);
                say(socket, HELLO);
                return socket;
            } finally {
                shaking.release();
            }
        }

        /** Connects, and then again and again with the session of the connection before. */
        private Void resume(int times) throws Exception {
            SSLContext context = context();
            for (int i = 0; i <= times; i++) {
                try (SSLSocket socket = connect(context)) {
                    say(socket, HELLO);
                    say(socket, BYE);
                }
            }
            return null;
        }
    }
}
