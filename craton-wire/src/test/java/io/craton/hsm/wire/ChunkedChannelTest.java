package io.craton.hsm.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChunkedChannelTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    /** Takes and gives a few bytes at a time, and keeps the buffers that it was called with. */
    private static final class Drops implements ByteChannel {
        private final Random random = new Random(1);
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final List<ByteBuffer> seen = new ArrayList<>();
        private ByteBuffer coming = ByteBuffer.allocate(0);
        private int reads;

        @Override
        public int read(ByteBuffer into) {
            seen.add(into);
            reads++;
            if (!coming.hasRemaining()) {
                return -1;
            }
            int count = Math.min(into.remaining(), Math.min(coming.remaining(), few()));
            into.put(coming.slice(coming.position(), count));
            coming.position(coming.position() + count);
            return count;
        }

        @Override
        public int write(ByteBuffer from) {
            seen.add(from);
            int count = Math.min(from.remaining(), few());
            for (int i = 0; i < count; i++) {
                written.write(from.get());
            }
            return count;
        }

        private int few() {
            return 1 + random.nextInt(5000);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @Test
    void messages_passWhateverTheirLength() throws IOException {
        Drops drops = new Drops();
        ChunkedChannel channel = new ChunkedChannel(drops);
        int[] lengths = {0, 1, 100, 16_379, 16_380, 16_381, 16_384, 100_003};
        for (int length : lengths) {
            Frames.write(channel, LITTLE, ByteBuffer.wrap(message(length)));
        }
        drops.coming = ByteBuffer.wrap(drops.written.toByteArray());
        for (int length : lengths) {
            assertThat(Frames.read(channel, LITTLE, 1 << 20)).isEqualTo(message(length));
        }
        assertThat(Frames.read(channel, LITTLE, 1 << 20)).isNull();
    }

    private static byte[] message(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shortMessage_isReadAtOnce() throws IOException {
        Drops drops = new Drops();
        ChunkedChannel channel = new ChunkedChannel(drops);
        Frames.write(channel, LITTLE, ByteBuffer.wrap(new byte[] {1, 2, 3}));
        drops.coming = ByteBuffer.wrap(drops.written.toByteArray());
        drops.random.setSeed(2);
        assertThat(Frames.read(channel, LITTLE, 100)).containsExactly(1, 2, 3);
        assertThat(drops.reads).isEqualTo(1);
    }

    @Test
    void buffers_areWiped() throws IOException {
        Drops drops = new Drops();
        ChunkedChannel channel = new ChunkedChannel(drops);
        Frames.write(channel, LITTLE, ByteBuffer.wrap(message(40_000)));
        drops.coming = ByteBuffer.wrap(drops.written.toByteArray());
        Frames.read(channel, LITTLE, 1 << 20);

        assertThat(drops.seen).isNotEmpty().allMatch(ByteBuffer::isDirect);
        for (ByteBuffer buffer : drops.seen) {
            byte[] left = new byte[buffer.capacity()];
            buffer.duplicate().clear().get(left);
            assertThat(left).containsOnly(0);
        }
    }
}
