package io.craton.hsm.engine.cipher;

import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.InUse;
import io.craton.hsm.engine.common.KeyedCipher;
import io.craton.hsm.engine.spi.CipherContext;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.Cipher;

/** An authenticating encryption that gives ciphertext as it goes, and the tag at the end. */
final class AeadEncryption implements CipherContext {
    // The library's fast code is reached in steps of this size: they are compiled first.
    private static final int STEP = 4096;
    private static final String FAILED = "the cipher failed";

    private final InUse<KeyedCipher> cipher;
    private final int tagLength;
    private final int surplus;
    private long total;
    private long given;

    /**
     * @param starter gives a cipher that is ready for data
     * @param tagLength the length of the tag
     * @param surplus how much longer the library's tag is, which is cut off
     */
    AeadEncryption(Supplier<KeyedCipher> starter, int tagLength, int surplus) {
        this.cipher = new InUse<>(starter);
        this.tagLength = tagLength;
        this.surplus = surplus;
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        Cipher running = cipher.get().cipher();
        total += length;
        byte[] result = Guard.call(FAILED, () -> updated(running, data, offset, length));
        given += result.length;
        return result;
    }

    private static byte[] updated(Cipher running, byte[] data, int offset, int length)
            throws GeneralSecurityException {
        if (length <= STEP) {
            byte[] result = running.update(data, offset, length);
            return result == null ? ByteArrays.EMPTY : result;
        }
        byte[] output = new byte[running.getOutputSize(length)];
        return ByteArrays.slice(output, 0, steps(running, data, offset, length, output));
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        Cipher running = cipher.get().cipher();
        byte[] result = Guard.call(FAILED, () -> finished(running, data, offset, length));
        close();
        return surplus == 0 ? result : Arrays.copyOf(result, result.length - surplus);
    }

    private static byte[] finished(Cipher running, byte[] data, int offset, int length)
            throws GeneralSecurityException {
        if (length <= STEP) {
            return running.doFinal(data, offset, length);
        }
        byte[] output = new byte[running.getOutputSize(length)];
        int before = (length - 1) / STEP * STEP;
        int written = steps(running, data, offset, before, output);
        written += running.doFinal(data, offset + before, length - before, output, written);
        return ByteArrays.slice(output, 0, written);
    }

    private static int steps(Cipher running, byte[] data, int offset, int length, byte[] output)
            throws GeneralSecurityException {
        int written = 0;
        for (int done = 0; done < length; done += STEP) {
            int count = Math.min(STEP, length - done);
            written += running.update(data, offset + done, count, output, written);
        }
        return written;
    }

    @Override
    public int updateLength(int inputLength) {
        return (int) Math.min(Integer.MAX_VALUE, total - given + inputLength);
    }

    @Override
    public int finalLength(int inputLength) {
        return (int) Math.min(Integer.MAX_VALUE, total - given + inputLength + tagLength);
    }

    @Override
    public void close() {
        cipher.close();
    }
}
