package io.craton.hsm.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmInfo;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.form.WireForm;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Daemons that do not answer, or say no. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SlowDaemonTest {
    private static final HsmConfig CONFIG = HsmConfig.builder().build();
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir Path directory;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private Path socket;
    private ServerSocketChannel server;

    @BeforeEach
    void bind() throws IOException {
        socket = directory.resolve("hsm.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket), 1);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    private void open(Duration longestWelcome) {
        RemoteModule.open(CONFIG, new Link(Target.at(socket, longestWelcome))).close();
    }

    @Test
    void welcomeThatDoesNotCome_isNotAwaitedForever() {
        RemoteModuleTest.assertCode(ReturnCode.CKR_DEVICE_REMOVED, () -> open(SHORT));
    }

    @Test
    void socketAtWhichTooManyWait_isNotAwaitedForever() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        while (isTaken(waiting)) {
            assertThat(waiting).hasSizeLessThan(1000);
        }
        assertThatThrownBy(() -> open(SHORT))
                .hasMessageContaining("does not answer")
                .hasRootCauseInstanceOf(SocketTimeoutException.class);
        // As soon as there is room it is connected.
        Future<?> opening = threads.submit(() -> open(Duration.ofHours(1)));
        for (SocketChannel channel : waiting) {
            server.accept().close();
            channel.close();
        }
        server.accept().close();
        assertThatThrownBy(opening::get).hasMessageContaining("does not answer");
    }

    private boolean isTaken(List<SocketChannel> waiting) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        try {
            if (channel.connect(UnixDomainSocketAddress.of(socket))) {
                return waiting.add(channel);
            }
        } catch (SocketException e) {
            // The same in other words, of other releases of Java.
            assertThat(e).isNotInstanceOf(ConnectException.class);
        }
        channel.close();
        return false;
    }

    /** Calls that wait for the same daemon fail together, and not one after the other. */
    @Test
    void callsThatWaitTogether_failTogether() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(10);
        try (Link link = new Link(Target.at(socket, Duration.ofSeconds(1)))) {
            RemoteModule module = new RemoteModule(CONFIG, link);
            Hsm hsm = module.proxy(Hsm.class, new Remote(Hsm.class, 0, -1, null));
            long start = System.nanoTime();
            Callable<HsmInfo> call = hsm::info;
            for (Future<HsmInfo> one : callers.invokeAll(Collections.nCopies(10, call))) {
                assertThatThrownBy(one::get).hasMessageContaining("does not answer");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(5));
        } finally {
            callers.shutdownNow();
        }
    }

    /** Whoever waits for a daemon keeps nobody else from closing the module. */
    @Test
    void moduleIsClosed_whileACallConnects() throws Exception {
        Link link = new Link(Target.at(socket, Duration.ofHours(1)));
        Future<?> opening = threads.submit(() -> RemoteModule.open(CONFIG, link));
        try (SocketChannel client = server.accept()) {
            assertThat(client.read(ByteBuffer.allocate(Hello.LENGTH))).isEqualTo(Hello.LENGTH);
            link.close();
        }
        assertThatThrownBy(opening::get).hasMessageContaining("does not answer");
    }

    /** A refusal is written, and the connection closed, whether the hello has come or not. */
    @ParameterizedTest
    @EnumSource(names = {"FULL", "NOT_PERMITTED"})
    void refusal_isRead(Welcome.Status status) throws Exception {
        Future<?> refusing = threads.submit(() -> refuse(status));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> open(Duration.ofSeconds(20)))
                    .hasMessageContaining(status.code().name())
                    .hasMessageContaining(status.words());
        }
        server.close();
        assertThatThrownBy(refusing::get).isInstanceOf(Exception.class);
    }

    private Void refuse(Welcome.Status status) throws IOException {
        byte[] refusal = new Welcome(Hello.VERSION, status, 0).bytes(WireForm.JAVA.order());
        while (true) {
            try (SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap(refusal));
            }
        }
    }

    /** A session is of the daemon that has opened it, whichever is there when its number comes. */
    @Test
    void session_isOfTheConnectionOnWhichItCame() {
        try (Link link = new Link(Target.at(socket, SHORT))) {
            RemoteModule module = new RemoteModule(CONFIG, link);
            Remote slot = new Remote(Hsm.class, 0, -1, null);
            Object session = new RemoteHandles(module, slot, 7).object(Session.class, 5);
            assertThat(RemoteModule.remote(session).born()).isEqualTo(7);
        }
    }
}
