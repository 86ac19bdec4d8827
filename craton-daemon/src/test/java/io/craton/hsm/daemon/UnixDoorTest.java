package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Handles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A door with a module behind it, and messages that another client would not send. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixDoorTest {
    private static final Duration LONGEST = Duration.ofSeconds(Long.MAX_VALUE);

    @TempDir Path directory;
    private Hsm module;
    private UnixDoor door;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.DAEMON_DRAIN_TIMEOUT_SECS, 60)
                        .set(ConfigKey.DAEMON_MAX_CONNECTIONS, 2)
                        .build();
        module = Hsm.open(config);
        door = UnixDoor.open(module, directory.resolve("s"));
    }

    @AfterEach
    void close() {
        door.close();
        module.close();
    }

    @Test
    void waitOfAClientThatIsGone_freesItsPlace() throws Exception {
        try (SocketChannel client = connected()) {
            send(client, WireFunction.WAIT_FOR_SLOT_EVENT, LONGEST);
            TimeUnit.MILLISECONDS.sleep(400);
            assertThat(door.connections()).isEqualTo(1);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (door.connections() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(door.connections()).isZero();
    }

    @Test
    void daemonThatEnds_waitsForNobodyWhoWaits() throws Exception {
        try (SocketChannel client = connected()) {
            send(client, WireFunction.WAIT_FOR_SLOT_EVENT, LONGEST);
            TimeUnit.MILLISECONDS.sleep(400);
            long start = System.nanoTime();
            door.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(20));
            assertThat(answer(client)).contains("the wait for a slot event ended");
        }
    }

    @Test
    void oneConnectionTooMany_isRefused() throws Exception {
        try (SocketChannel first = connected();
                SocketChannel second = connected();
                SocketChannel third = SocketChannel.open(address())) {
            assertThat(first.isOpen() && second.isOpen()).isTrue();
            byte[] said = Frames.readExactly(third, Welcome.LENGTH);
            assertThat(Welcome.read(said, WireForm.JAVA.order()).status())
                    .isEqualTo(Welcome.Status.FULL);
            assertThat(Frames.readExactly(third, 1)).isNull();
        }
    }

    @Test
    void argumentsThatAreMissing_areNamed() throws Exception {
        try (SocketChannel client = connected()) {
            for (WireFunction function :
                    new WireFunction[] {
                        WireFunction.UNATTENDED_LOGIN,
                        WireFunction.UNATTENDED_SIGNING,
                        WireFunction.UNATTENDED_CIPHER,
                        WireFunction.WAIT_FOR_SLOT_EVENT
                    }) {
                send(client, function, new Object[function.arguments().size()]);
                assertThat(answer(client)).doesNotContain("its log says why").contains("null");
            }
        }
    }

    @Test
    void shortWait_endsWithoutAnEvent() throws Exception {
        try (SocketChannel client = connected()) {
            send(client, WireFunction.WAIT_FOR_SLOT_EVENT, Duration.ofMillis(600));
            assertThat(answer(client)).matches("\\x00+");
            send(client, WireFunction.WAIT_FOR_SLOT_EVENT, Duration.ofSeconds(Long.MIN_VALUE));
            assertThat(answer(client)).matches("\\x00+");
        }
    }

    private SocketChannel connected() throws IOException {
        SocketChannel client = SocketChannel.open(address());
        Frames.writeExactly(client, Hello.of(WireForm.JAVA).bytes());
        Frames.readExactly(client, Welcome.LENGTH);
        send(client, WireFunction.INITIALIZE);
        answer(client);
        return client;
    }

    private UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(directory.resolve("s"));
    }

    private static void send(SocketChannel client, WireFunction function, Object... arguments)
            throws IOException {
        try (WireWriter out = new WireWriter(WireForm.JAVA)) {
            WireCall.write(function, client, arguments, out, new NoHandles());
            Frames.write(client, WireForm.JAVA.order(), out.written());
        }
    }

    private static String answer(SocketChannel client) throws IOException {
        byte[] message = Frames.read(client, WireForm.JAVA.order(), Frames.MAX_LENGTH);
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    /** For calls without one. */
    private static final class NoHandles implements Handles {
        @Override
        public long number(Object object) {
            throw new AssertionError("no handle is sent");
        }

        @Override
        public Object object(Class<?> type, long number) {
            throw new AssertionError("no handle comes");
        }

        @Override
        public OutputStream pieces() {
            return OutputStream.nullOutputStream();
        }
    }
}
