package io.craton.hsm.cli.crypto;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.pki.Der;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * ECDSA signatures: r and s side by side in PKCS#11, a DER sequence in JCA and X.509 (RFC 3279
 * section 2.2.3).
 */
public final class EcdsaFormat {
    private EcdsaFormat() {}

    /** From r and s of equal length to DER. */
    public static byte[] toDer(byte[] plain) {
        int half = plain.length / 2;
        return Der.sequence(
                Der.integer(new BigInteger(1, Arrays.copyOfRange(plain, 0, half))),
                Der.integer(new BigInteger(1, Arrays.copyOfRange(plain, half, plain.length))));
    }

    /**
     * From DER to r and s.
     *
     * @param size the length of each, in bytes
     * @throws HsmException {@code CKR_SIGNATURE_INVALID} if it is not the DER form of two numbers
     *     of that size
     */
    public static byte[] fromDer(byte[] der, int size) {
        int[] position = {0};
        byte[] plain = new byte[2 * size];
        if (header(der, position, 0x30) != der.length - position[0]) {
            throw invalid();
        }
        number(der, position, plain, 0, size);
        number(der, position, plain, size, size);
        // DER has one form of each value: what does not come out the same was not DER.
        if (position[0] != der.length || !Arrays.equals(der, toDer(plain))) {
            throw invalid();
        }
        return plain;
    }

    private static void number(byte[] der, int[] position, byte[] plain, int offset, int size) {
        int length = header(der, position, 0x02);
        if (length == 0 || length > der.length - position[0]) {
            throw invalid();
        }
        byte[] bytes = Arrays.copyOfRange(der, position[0], position[0] + length);
        position[0] += length;
        BigInteger value = new BigInteger(bytes);
        if (value.signum() < 0 || value.bitLength() > 8 * size) {
            throw invalid();
        }
        byte[] magnitude = value.toByteArray();
        int skip = magnitude.length > size ? 1 : 0;
        System.arraycopy(
                magnitude,
                skip,
                plain,
                offset + size - magnitude.length + skip,
                magnitude.length - skip);
    }

    /** Reads tag and length, of at most 255 bytes as ECDSA signatures are. */
    private static int header(byte[] der, int[] position, int tag) {
        int at = position[0];
        if (at + 2 > der.length || (der[at] & 0xff) != tag) {
            throw invalid();
        }
        int length = der[at + 1] & 0xff;
        at += 2;
        if (length == 0x81 && at < der.length) {
            length = der[at++] & 0xff;
        } else if (length > 0x7f) {
            throw invalid();
        }
        position[0] = at;
        return length;
    }

    private static HsmException invalid() {
        return new HsmException(
                ReturnCode.CKR_SIGNATURE_INVALID,
                "the signature is not a DER sequence of two numbers");
    }
}
