package io.craton.hsm.provider.cipher;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.IllegalBlockSizeException;

/** PKCS#7 padding around ECB, for which the module has no mechanism. */
final class EcbPadding {
    private static final int BLOCK = 16;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long total;

    void reset() {
        held.reset();
        total = 0;
    }

    /** Counts data that was given. */
    void count(int length) {
        total += length;
    }

    /** Keeps back what may be the last block of a decryption. */
    byte[] hold(byte[] plain) {
        held.writeBytes(plain);
        byte[] all = held.toByteArray();
        int ready = Math.max(0, (all.length - 1) / BLOCK * BLOCK);
        held.reset();
        held.write(all, ready, all.length - ready);
        return Arrays.copyOf(all, ready);
    }

    /** How many bytes the next call gives at most. */
    int outputLength(boolean encrypting, int inputLength) {
        int waiting = (int) (total % BLOCK) + inputLength;
        return encrypting ? waiting / BLOCK * BLOCK + BLOCK : held.size() + waiting;
    }

    byte[] finish(boolean encrypting, CipherTask task, byte[] data, int offset, int length)
            throws BadPaddingException, IllegalBlockSizeException {
        count(length);
        if (encrypting) {
            int pad = BLOCK - (int) (total % BLOCK);
            byte[] padded = Arrays.copyOfRange(data, offset, offset + length + pad);
            Arrays.fill(padded, length, padded.length, (byte) pad);
            return task.doFinal(padded, 0, padded.length);
        }
        if (total % BLOCK != 0 || total == 0) {
            throw new IllegalBlockSizeException("the ciphertext is not a multiple of 16 bytes");
        }
        held.writeBytes(task.doFinal(data, offset, length));
        return unpad(held.toByteArray());
    }

    private static byte[] unpad(byte[] plain) throws BadPaddingException {
        int pad = plain[plain.length - 1] & 0xff;
        int wrong = pad == 0 || pad > BLOCK ? 1 : 0;
        for (int i = 1; i <= Math.min(pad, BLOCK); i++) {
            wrong |= plain[plain.length - i] ^ pad;
        }
        if (wrong != 0) {
            throw new BadPaddingException("the padding is wrong");
        }
        return Arrays.copyOf(plain, plain.length - pad);
    }
}
