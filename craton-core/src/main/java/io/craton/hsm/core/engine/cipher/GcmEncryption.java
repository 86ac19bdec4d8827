package io.craton.hsm.core.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.CipherContext;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.LibraryKey;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** An AES-GCM encryption that gives ciphertext as it goes. */
final class GcmEncryption implements CipherContext {
    // The library's fast code is reached in steps of this size (it is compiled for them first).
    private static final int STEP = 4096;

    private final GcmCiphers ciphers;
    private final LibraryKey key;
    private final int tagLength;
    private @Nullable Cipher cipher;
    private long total;
    private long given;

    GcmEncryption(GcmCiphers ciphers, LibraryKey key, Gcm parameters) {
        this.ciphers = ciphers;
        this.key = key;
        this.tagLength = parameters.tagBits() / 8;
        this.cipher = ciphers.start(Cipher.ENCRYPT_MODE, key, parameters);
    }

    @Override
    public byte[] update(byte[] data, int offset, int length) {
        Cipher running = running();
        total += length;
        byte[] result = Guard.call("AES-GCM failed", () -> {
            if (length <= STEP) {
                return running.update(data, offset, length);
            }
            byte[] output = new byte[running.getOutputSize(length)];
            int written = steps(running, data, offset, length, output);
            return Bytes.slice(output, 0, written);
        });
        if (result == null) {
            return Bytes.EMPTY;
        }
        given += result.length;
        return result;
    }

    @Override
    public byte[] doFinal(byte[] data, int offset, int length) {
        Cipher running = running();
        byte[] result = Guard.call("AES-GCM failed", () -> {
            if (length <= STEP) {
                return running.doFinal(data, offset, length);
            }
            byte[] output = new byte[running.getOutputSize(length)];
            int last = length - (length - 1) % STEP - 1;
            int written = steps(running, data, offset, last, output);
            written += running.doFinal(data, offset + last, length - last, output, written);
            return Bytes.slice(output, 0, written);
        });
        cipher = null;
        ciphers.give(key, running);
        int surplus = GcmCiphers.libraryTagLength(tagLength) - tagLength;
        return surplus == 0 ? result : java.util.Arrays.copyOf(result, result.length - surplus);
    }

    private static int steps(Cipher running, byte[] data, int offset, int length, byte[] output) throws Exception {
        int written = 0;
        for (int done = 0; done < length; done += STEP) {
            written += running.update(data, offset + done, Math.min(STEP, length - done), output, written);
        }
        return written;
    }

    private Cipher running() {
        if (cipher == null) {
            throw new HsmException(ReturnCode.CKR_OPERATION_NOT_INITIALIZED, "the operation has ended");
        }
        return cipher;
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
        cipher = null;
    }
}
