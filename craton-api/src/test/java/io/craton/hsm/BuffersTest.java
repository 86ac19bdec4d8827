package io.craton.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BuffersTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5, 6, 7, 8};

    /** Gives the opposite of each byte, and remembers where it took them from. */
    private static final class Inversion implements CipherOperation {
        private byte[] from;

        @Override
        public byte[] update(byte[] data, int offset, int length) {
            from = data;
            byte[] result = Arrays.copyOfRange(data, offset, offset + length);
            for (int i = 0; i < length; i++) {
                result[i] = (byte) ~result[i];
            }
            return result;
        }

        @Override
        public byte[] doFinal(byte[] data, int offset, int length) {
            return update(data, offset, length);
        }

        @Override
        public int outputLength(int inputLength) {
            return inputLength;
        }

        @Override
        public byte[] iv() {
            return new byte[0];
        }

        @Override
        public void authenticate(char[] pin) {
            // No key wants it.
        }

        @Override
        public void close() {
            // There is nothing to end.
        }
    }

    private final Inversion operation = new Inversion();
    private final ByteBuffer out = ByteBuffer.allocate(8);

    private void assertInverted(ByteBuffer data) {
        assertThat(operation.doFinal(data, out)).isEqualTo(4);

        assertThat(data.remaining()).isZero();
        assertThat(Arrays.copyOf(out.array(), 5)).containsExactly(~3, ~4, ~5, ~6, 0);
    }

    @Test
    void dataInAnArray_isTakenWhereItLies_andLeftAsItIs() {
        byte[] array = DATA.clone();
        ByteBuffer whole = ByteBuffer.wrap(array, 1, 6).slice();

        assertInverted(whole.position(1).limit(5));

        assertThat(operation.from).isSameAs(array);
        assertThat(array).isEqualTo(DATA);
    }

    @Test
    void dataElsewhere_isCopied_andTheCopyWiped() {
        ByteBuffer direct = ByteBuffer.allocateDirect(8).put(DATA).position(2).limit(6);

        assertInverted(direct);

        assertThat(operation.from).containsOnly(0);
    }

    @Test
    void dataThatMayNotBeWritten_isCopied() {
        byte[] array = DATA.clone();

        assertInverted(ByteBuffer.wrap(array).asReadOnlyBuffer().position(2).limit(6));

        assertThat(array).isEqualTo(DATA);
    }

    @Test
    void resultInTheSamePlace_replacesTheData() {
        ByteBuffer data = ByteBuffer.wrap(DATA.clone());

        assertThat(operation.update(data.duplicate(), data)).isEqualTo(8);

        assertThat(data.array()).containsExactly(~1, ~2, ~3, ~4, ~5, ~6, ~7, ~8);
    }
}
