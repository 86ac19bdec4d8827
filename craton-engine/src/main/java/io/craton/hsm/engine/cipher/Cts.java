package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.DataBuffer;
import io.craton.hsm.engine.spi.CipherContext;
import java.util.Arrays;

/**
 * AES-CBC with ciphertext stealing (addendum to SP 800-38A). The standard of the token does not say
 * which of the three orders of the last blocks it means; this is CBC-CS1, as other tokens have it.
 */
final class Cts {
    private static final int BLOCK = 16;

    private final BlockCipher aes;
    private final byte[] iv;

    Cts(BlockCipher aes, byte[] iv) {
        this.aes = aes;
        this.iv = iv;
    }

    CipherContext encrypt() {
        return context(ReturnCode.CKR_DATA_LEN_RANGE, true);
    }

    CipherContext decrypt() {
        return context(ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE, false);
    }

    private CipherContext context(ReturnCode code, boolean encrypting) {
        return new CollectingCipher(
                DataBuffer.LIMIT, code, total -> total, data -> process(code, encrypting, data));
    }

    private byte[] process(ReturnCode code, boolean encrypting, byte[] data) {
        if (data.length < BLOCK) {
            throw new HsmException(
                    code, "AES-CTS needs at least " + BLOCK + " bytes, not " + data.length);
        }
        int partial = data.length % BLOCK;
        if (partial == 0) {
            return aes.cbc(encrypting, iv, data);
        }
        return encrypting ? encrypt(data, partial) : decrypt(data, partial);
    }

    // C1 .. C(n-2), the first bytes of C(n-1), Cn.
    private byte[] encrypt(byte[] data, int partial) {
        byte[] chained = aes.cbc(true, iv, Arrays.copyOf(data, data.length - partial + BLOCK));
        byte[] result = Arrays.copyOf(chained, data.length);
        System.arraycopy(chained, chained.length - BLOCK, result, data.length - BLOCK, BLOCK);
        return result;
    }

    // The last block, decrypted, gives back the bytes that were cut from the one before it.
    private byte[] decrypt(byte[] data, int partial) {
        byte[] last = Arrays.copyOfRange(data, data.length - BLOCK, data.length);
        byte[] stolen = aes.ecb(false, last);
        byte[] whole = new byte[data.length - partial + BLOCK];
        int cut = data.length - BLOCK;
        System.arraycopy(data, 0, whole, 0, cut);
        System.arraycopy(stolen, partial, whole, cut, BLOCK - partial);
        System.arraycopy(last, 0, whole, whole.length - BLOCK, BLOCK);
        return Arrays.copyOf(aes.cbc(false, iv, whole), data.length);
    }
}
