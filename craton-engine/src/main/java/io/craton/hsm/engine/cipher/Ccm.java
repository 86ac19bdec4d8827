package io.craton.hsm.engine.cipher;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.CollectingCipher;
import io.craton.hsm.engine.common.DataBuffer;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CipherContext;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** AES-CCM (SP 800-38C, RFC 3610), which needs all the data at once: its length comes first. */
final class Ccm {
    private static final int BLOCK = 16;

    private final BlockCipher aes;
    private final io.craton.hsm.MechanismParameters.Ccm parameters;
    // How many bytes the length of the data takes.
    private final int q;

    Ccm(BlockCipher aes, io.craton.hsm.MechanismParameters.Ccm parameters) {
        int nonceLength = parameters.nonce().length;
        int macLength = parameters.macLength();
        long dataLength = parameters.dataLength();
        Parameters.require(
                nonceLength >= 7 && nonceLength <= 13, "the nonce of AES-CCM has 7 to 13 bytes");
        Parameters.require(
                macLength >= 4 && macLength <= 16 && macLength % 2 == 0,
                "the MAC of AES-CCM has 4, 6, 8, 10, 12, 14 or 16 bytes, not " + macLength);
        this.q = 15 - nonceLength;
        Parameters.require(
                dataLength >= 0
                        && dataLength <= DataBuffer.LIMIT - BLOCK
                        && (q >= 4 || dataLength < 1L << (8 * q)),
                "AES-CCM with this nonce cannot take " + dataLength + " bytes of data");
        this.aes = aes;
        this.parameters = parameters;
    }

    CipherContext encrypt() {
        long dataLength = parameters.dataLength();
        return new CollectingCipher(
                dataLength,
                ReturnCode.CKR_DATA_LEN_RANGE,
                total -> total + parameters.macLength(),
                this::encrypted);
    }

    private byte[] encrypted(byte[] data) {
        requireLength(data.length, parameters.dataLength(), ReturnCode.CKR_DATA_LEN_RANGE);
        byte[] encrypted = counterMode(mac(data), data);
        byte[] tag = Arrays.copyOf(encrypted, parameters.macLength());
        return ByteArrays.join(Arrays.copyOfRange(encrypted, BLOCK, encrypted.length), tag);
    }

    CipherContext decrypt() {
        long length = parameters.dataLength() + parameters.macLength();
        return new CollectingCipher(
                length,
                ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE,
                total -> (int) parameters.dataLength(),
                ciphertext -> decrypted(ciphertext, length));
    }

    private byte[] decrypted(byte[] ciphertext, long length) {
        requireLength(ciphertext.length, length, ReturnCode.CKR_ENCRYPTED_DATA_LEN_RANGE);
        int dataLength = (int) parameters.dataLength();
        byte[] tag = Arrays.copyOfRange(ciphertext, dataLength, ciphertext.length);
        byte[] clear =
                counterMode(Arrays.copyOf(tag, BLOCK), Arrays.copyOf(ciphertext, dataLength));
        byte[] data = Arrays.copyOfRange(clear, BLOCK, clear.length);
        byte[] sent = Arrays.copyOf(clear, parameters.macLength());
        byte[] made = Arrays.copyOf(mac(data), parameters.macLength());
        if (!MessageDigest.isEqual(made, sent)) {
            ByteArrays.wipe(clear, data);
            throw new HsmException(
                    ReturnCode.CKR_AEAD_DECRYPT_FAILED,
                    "the MAC does not match: ciphertext, additional data, nonce or key are not those of"
                            + " the encryption");
        }
        return data;
    }

    private static void requireLength(int length, long wanted, ReturnCode code) {
        if (length != wanted) {
            throw new HsmException(
                    code, "the parameter of AES-CCM announces " + wanted + " bytes, not " + length);
        }
    }

    // The block for the MAC is encrypted with counter 0, the data from counter 1 on.
    private byte[] counterMode(byte[] mac, byte[] data) {
        ByteBuffer counter = ByteBuffer.allocate(BLOCK);
        counter.put((byte) (q - 1)).put(parameters.nonce());
        return aes.ctr(counter.array(), ByteArrays.join(mac, data));
    }

    private byte[] mac(byte[] data) {
        byte[] aad = parameters.aad();
        byte[] aadHead = aadHead(aad.length);
        int length = BLOCK + whole(aadHead.length + aad.length) + whole(data.length);
        ByteBuffer blocks = ByteBuffer.allocate(length);
        int flags =
                (aad.length > 0 ? 0x40 : 0) | (((parameters.macLength() - 2) / 2) << 3) | (q - 1);
        blocks.put((byte) flags).put(parameters.nonce());
        for (int shift = 8 * (q - 1); shift >= 0; shift -= 8) {
            blocks.put((byte) (shift >= 32 ? 0 : data.length >>> shift));
        }
        blocks.put(aadHead).put(aad);
        blocks.position(BLOCK + whole(aadHead.length + aad.length)).put(data);
        byte[] chained = aes.cbc(true, new byte[BLOCK], blocks.array());
        ByteArrays.wipe(blocks.array());
        return Arrays.copyOfRange(chained, length - BLOCK, length);
    }

    private static byte[] aadHead(int length) {
        if (length == 0) {
            return ByteArrays.EMPTY;
        }
        return length < 0xff00
                ? ByteBuffer.allocate(2).putShort((short) length).array()
                : ByteBuffer.allocate(6).putShort((short) 0xfffe).putInt(length).array();
    }

    private static int whole(int length) {
        return Math.addExact(length, BLOCK - 1) / BLOCK * BLOCK;
    }
}
