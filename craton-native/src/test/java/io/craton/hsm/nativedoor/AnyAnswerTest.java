package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon that answers anything: nothing of it goes where it should not, which the sanitizers see.
 * The answers come from a seed that is printed when the test fails.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AnyAnswerTest {
    private static final int INITIALIZE = 14;
    private static final int JOIN = 2;

    /** Lengths that a client could be tempted to believe. */
    private static final long[] ODD = {
        0, 1, 2, 3, 5, 8, 12, 16, 17, 24, 25, 48, 1L << 31, 1L << 32, 1L << 62, -1, -8, -25
    };

    @TempDir Path directory;

    private final AtomicLong answered = new AtomicLong();

    @Test
    void noAnswer_isWrittenWhereItShouldNotBe() throws Exception {
        String flags = "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all";
        Path library = NativeLibrary.build("sanitized", flags);
        Path program = NativeLibrary.program("any_answer", "-fsanitize=address,undefined");
        Path socket = directory.resolve("hsm.sock");
        long seed = System.nanoTime();
        try (ServerSocketChannel server =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(socket))) {
            Thread thread = new Thread(() -> serve(server, new Random(seed)));
            thread.setDaemon(true);
            thread.start();
            Programs.Result result =
                    Programs.run(
                            directory,
                            Map.of("CRATON_HSM_SOCKET", socket.toString()),
                            List.of(program.toString(), library.toString(), "1500"));
            assertThat(result.output()).as("seed %d", seed).isEqualTo("done\n");
            assertThat(result.exitCode()).isZero();
        }
        assertThat(answered.get()).isGreaterThan(10_000);
    }

    private void serve(ServerSocketChannel server, Random random) {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                talk(client, random);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // The client has seen that the answer was none, and gone.
                continue;
            }
        }
    }

    private void talk(SocketChannel client, Random random) throws IOException {
        read(client, 8);
        ByteBuffer welcome = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        welcome.put(new byte[] {'C', 'H', 'S', 'M', 1, 0, 0, 0}).putInt(1 << 20).flip();
        client.write(welcome);
        while (true) {
            ByteBuffer message = read(client, read(client, 4).getInt());
            long function = message.getLong();
            byte[] answer =
                    function == INITIALIZE || function == JOIN ? begun(function) : any(random);
            ByteBuffer frame =
                    ByteBuffer.allocate(4 + answer.length).order(ByteOrder.LITTLE_ENDIAN);
            frame.putInt(answer.length).put(answer).flip();
            client.write(frame);
            answered.incrementAndGet();
        }
    }

    private static ByteBuffer read(SocketChannel client, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (client.read(bytes) < 0) {
                throw new IOException("the client has gone");
            }
        }
        return bytes.flip();
    }

    private static byte[] begun(long function) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        ulong(out, 0);
        out.write(0);
        if (function == INITIALIZE) {
            out.write(1);
            ulong(out, 16);
            out.writeBytes(new byte[16]);
        }
        return out.toByteArray();
    }

    /** Well-formed as far as the return code, and then flags, numbers and bytes as they come. */
    private static byte[] any(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(random.nextInt(500) == 0 ? random.nextInt(256) : 0);
        ulong(out, random.nextInt(8) == 0 ? 0x150 : 0);
        out.write(random.nextInt(50) == 0 ? 1 : 0);
        int parts = random.nextInt(24);
        for (int i = 0; i < parts; i++) {
            switch (random.nextInt(5)) {
                case 0 -> out.write(random.nextInt(20) == 0 ? random.nextInt(256) : 1);
                case 1 -> ulong(out, ODD[random.nextInt(ODD.length)]);
                case 2 -> string(out, random);
                case 3 -> attributes(out, random);
                default -> out.write(0);
            }
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, Random random) {
        byte[] bytes = new byte[random.nextInt(60)];
        random.nextBytes(bytes);
        out.write(1);
        ulong(out, bytes.length);
        out.writeBytes(bytes);
    }

    /** The answer to {@code C_GetAttributeValue}, in which a template is nested. */
    private static void attributes(ByteArrayOutputStream out, Random random) {
        out.write(1);
        ulong(out, 0);
        out.write(1);
        for (int i = 0; i < 4; i++) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            for (int j = random.nextInt(5); i % 2 == 1 && j > 0; j--) {
                int length = random.nextInt(30);
                ulong(value, j);
                ulong(value, random.nextInt(20) == 0 ? -1 : length);
                value.writeBytes(new byte[length]);
            }
            ulong(out, value.size());
            out.write(1);
            ulong(out, value.size());
            out.writeBytes(value.toByteArray());
        }
    }

    private static void ulong(ByteArrayOutputStream out, long value) {
        out.writeBytes(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
    }
}
