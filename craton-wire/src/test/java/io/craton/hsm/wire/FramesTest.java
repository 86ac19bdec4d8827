package io.craton.hsm.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireForm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

    @Test
    void messages_comeBackWhateverTheirLength() throws IOException {
        for (int length : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_003}) {
            byte[] message = new byte[length];
            new Random(length).nextBytes(message);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Frames.write(Channels.newChannel(out), LITTLE, ByteBuffer.wrap(message));
            assertThat(Frames.read(inDrops(out.toByteArray()), LITTLE, 1 << 20)).isEqualTo(message);
        }
    }

    /** As a socket may give them: a few bytes at a time. */
    private static ReadableByteChannel inDrops(byte[] bytes) {
        Random random = new Random(1);
        return Channels.newChannel(
                new ByteArrayInputStream(bytes) {
                    @Override
                    public synchronized int read(byte[] to, int offset, int length) {
                        return super.read(to, offset, Math.min(length, 1 + random.nextInt(5000)));
                    }
                });
    }

    @Test
    void end_isOnlyAnEndBetweenMessages() throws IOException {
        assertThat(Frames.read(inDrops(new byte[0]), LITTLE, 100)).isNull();
        for (byte[] cut : new byte[][] {{5}, {5, 0, 0, 0}, {5, 0, 0, 0, 1, 2}}) {
            assertThatThrownBy(() -> Frames.read(inDrops(cut), LITTLE, 100))
                    .isInstanceOf(EOFException.class);
        }
    }

    /** A length costs nothing before the bytes have come. */
    @Test
    void longMessages_areRefusedBeforeTheyAreRead() {
        byte[] header = {0, 0, 0, (byte) 0x80};
        assertThatThrownBy(() -> Frames.read(inDrops(header), LITTLE, Frames.MAX_LENGTH))
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_DATA_LEN_RANGE))
                .hasMessageContaining("2147483648 bytes");
    }

    /** It is read to its end: the next message is found where it begins. */
    @Test
    void messageWithoutMemory_isSkipped() throws Exception {
        int length = 300_000;
        ByteBuffer bytes = ByteBuffer.allocate(4 + length + 5).order(LITTLE);
        bytes.putInt(length).position(4 + length).putInt(1).put((byte) 7);
        ReadableByteChannel in = inDrops(bytes.array());
        List<Integer> asked = new ArrayList<>();
        assertThatThrownBy(() -> Frames.read(in, LITTLE, length, more -> refuseSecond(more, asked)))
                .hasMessageContaining("CKR_DEVICE_MEMORY");
        assertThat(asked).containsExactly(65_536, 131_072);
        assertThat(Frames.read(in, LITTLE, length, asked::add)).containsExactly(7);
        assertThat(asked).hasSize(2);
    }

    private static void refuseSecond(int more, List<Integer> asked) {
        asked.add(more);
        if (asked.size() == 2) {
            throw new HsmException(ReturnCode.CKR_DEVICE_MEMORY, "there is no more");
        }
    }

    @Test
    void hello_isWhatTheDocumentSays() {
        Hello hello = Hello.of(new WireForm(LITTLE, 8));
        assertThat(HexFormat.of().formatHex(hello.bytes())).isEqualTo("4348534d01080100");
        assertThat(Hello.read(hello.bytes())).isEqualTo(hello);
        Hello windows = new Hello(2, new WireForm(LITTLE, 4));
        assertThat(Hello.read(windows.bytes())).isEqualTo(windows);
    }

    @Test
    void otherBytes_areNoHello() {
        byte[] good = Hello.of(WireForm.JAVA).bytes();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] = 99;
            // Any version but 0 may come; which are served is for the daemon to say.
            if (i != 4) {
                assertThatThrownBy(() -> Hello.read(bad)).isInstanceOf(HsmException.class);
            }
        }
        assertThatThrownBy(() -> Hello.read(Arrays.copyOf(good, 7)))
                .isInstanceOf(HsmException.class);
    }

    @Test
    void welcome_isWhatTheDocumentSays() {
        Welcome welcome = new Welcome(1, Welcome.Status.FULL, 0x04000000);
        byte[] bytes = welcome.bytes(LITTLE);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("4348534d0103000000000004");
        assertThat(Welcome.read(bytes, LITTLE)).isEqualTo(welcome);
        bytes[5] = 5;
        assertThatThrownBy(() -> Welcome.read(bytes, LITTLE)).isInstanceOf(HsmException.class);
    }
}
