package io.craton.hsm.engine.common;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.spi.CipherContext;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/** An encryption or decryption that gives nothing before it has everything. */
public final class CollectingCipher implements CipherContext {
    private final DataBuffer buffer;
    private final IntUnaryOperator resultLength;
    private final UnaryOperator<byte[]> transform;

    /**
     * @param limit the most data that it takes, in bytes
     * @param tooLong the error for more
     * @param resultLength the length of the result, or a bound of it, for so many bytes of data
     * @param transform makes the result of all the data, which it must neither change nor keep
     */
    public CollectingCipher(
            long limit,
            ReturnCode tooLong,
            IntUnaryOperator resultLength,
            UnaryOperator<byte[]> transform) {
        this.buffer = new DataBuffer(limit, tooLong);
        this.resultLength = resultLength;
        this.transform = transform;
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        buffer.add(data, offset, length);
        return ByteArrays.EMPTY;
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        try {
            return Guard.call(
                    "the cipher failed",
                    () -> transform.apply(buffer.finish(data, offset, length)));
        } finally {
            buffer.wipe();
        }
    }

    @Override
    public int updateLength(int inputLength) {
        return 0;
    }

    @Override
    public int finalLength(int inputLength) {
        return Math.max(0, resultLength.applyAsInt(Math.addExact(buffer.length(), inputLength)));
    }

    @Override
    public void close() {
        buffer.wipe();
    }
}
