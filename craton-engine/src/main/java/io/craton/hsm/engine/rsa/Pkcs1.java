package io.craton.hsm.engine.rsa;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.KeyWriter;
import java.util.Arrays;

/** The paddings of PKCS #1 version 1.5 (RFC 8017, sections 7.2 and 9.2). */
final class Pkcs1 {
    /** The least number of bytes that the padding takes. */
    static final int OVERHEAD = 11;

    private Pkcs1() {}

    /** Padding for signatures: 00 01 FF..FF 00 data. */
    static byte[] padForSignature(byte[] data, int length) {
        byte[] block = new byte[length];
        block[1] = 1;
        Arrays.fill(block, 2, length - data.length - 1, (byte) 0xff);
        System.arraycopy(data, 0, block, length - data.length, data.length);
        return block;
    }

    /**
     * The data inside a signature block.
     *
     * @throws HsmException {@code CKR_SIGNATURE_INVALID} if the padding is wrong
     */
    static byte[] unpadSignature(byte[] block) {
        int at = 2;
        while (at < block.length && block[at] == (byte) 0xff) {
            at++;
        }
        if (block[0] != 0
                || block[1] != 1
                || at < OVERHEAD - 1
                || at == block.length
                || block[at] != 0) {
            throw new HsmException(
                    ReturnCode.CKR_SIGNATURE_INVALID,
                    "the signature does not have PKCS #1 padding");
        }
        return Arrays.copyOfRange(block, at + 1, block.length);
    }

    /** Padding for encryption: 00 02, random bytes other than zero, 00 data. */
    static byte[] padForEncryption(byte[] data, int length, Libraries libraries) {
        byte[] block = new byte[length];
        block[1] = 2;
        int end = length - data.length - 1;
        int at = 2;
        while (at < end) {
            for (byte random : libraries.randomBytes(end - at)) {
                if (random != 0) {
                    block[at++] = random;
                }
            }
        }
        System.arraycopy(data, 0, block, end + 1, data.length);
        return block;
    }

    /**
     * The data inside an encryption block, for callers who want to be told of a wrong padding.
     * There is one error for all that can be wrong, so that the message does not tell how.
     *
     * @throws HsmException {@code CKR_ENCRYPTED_DATA_INVALID} if the padding is wrong
     */
    static byte[] unpadEncryption(byte[] block) {
        int separator = separator(block);
        if (separator < 0) {
            throw new HsmException(
                    ReturnCode.CKR_ENCRYPTED_DATA_INVALID,
                    "the ciphertext is not valid for this key");
        }
        return Arrays.copyOfRange(block, separator + 1, block.length);
    }

    /**
     * Where the padding of an encryption block ends: the place of the zero before the data, or -1
     * if the padding is wrong. Every byte is looked at in the same way whatever is found.
     */
    static int separator(byte[] block) {
        int bad = block[0] | (block[1] ^ 2);
        int searching = -1;
        int separator = 0;
        for (int i = 2; i < block.length; i++) {
            int isZero = ~notZero(block[i]);
            separator |= i & isZero & searching;
            searching &= ~isZero;
        }
        // At least eight bytes before the separator; without a separator it is 0, which is less,
        // too.
        bad |= (separator - (OVERHEAD - 1)) >> 31;
        return separator | ((bad | -bad) >> 31);
    }

    // All ones if the byte is not zero, else 0.
    private static int notZero(byte value) {
        int v = value & 0xff;
        return -v >> 31;
    }

    /** The DER DigestInfo of a digest. */
    static byte[] digestInfo(Digest hash, byte[] digest) {
        return ByteArrays.join(digestInfoPrefix(hash), digest);
    }

    /** What stands before the digest in a DigestInfo. */
    static byte[] digestInfoPrefix(Digest hash) {
        byte[] encoded =
                DerWriter.sequence(
                        KeyWriter.identifier(hash.oid(), DerWriter.nothing()),
                        DerWriter.octets(new byte[hash.length()]));
        return Arrays.copyOf(encoded, encoded.length - hash.length());
    }
}
