package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One connection that fails does not end the daemon for the others. */
@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AcceptorTest {
    @TempDir Path directory;
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void connectionThatFails_isClosed_andTheNextIsServed() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            Thread thread = new Thread(new Acceptor(server::accept, this::serveTheThird));
            thread.start();
            assertThat(firstByte(address)).isEqualTo(-1);
            assertThat(firstByte(address)).isEqualTo(-1);
            assertThat(firstByte(address)).isEqualTo(7);
            server.close();
            thread.join();
        }
    }

    private void serveTheThird(SocketChannel channel) throws IOException {
        int call = calls.incrementAndGet();
        if (call == 1) {
            throw new OutOfMemoryError("no thread");
        }
        if (call == 2) {
            throw new IllegalStateException("a bug");
        }
        channel.write(ByteBuffer.wrap(new byte[] {7}));
        channel.close();
    }

    private static int firstByte(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel client = SocketChannel.open(address)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            return client.read(one) < 0 ? -1 : one.get(0);
        }
    }

    @Test
    void withoutFileDescriptors_itPauses() throws Exception {
        Thread thread = new Thread(new Acceptor(this::acceptNone, channel -> {}));
        thread.start();
        TimeUnit.MILLISECONDS.sleep(500);
        thread.interrupt();
        thread.join();
        assertThat(calls.get()).isBetween(1, 10);
    }

    private SocketChannel acceptNone() throws IOException {
        calls.incrementAndGet();
        throw new IOException("Too many open files");
    }
}
