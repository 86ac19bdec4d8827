package io.craton.hsm.engine.common;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.math.BigInteger;
import java.util.Arrays;

/** Byte arrays: fixed-length integers, joining, wiping. */
@CheckReturnValue
public final class ByteArrays {
    /** No bytes. */
    public static final byte[] EMPTY = new byte[0];

    private ByteArrays() {}

    /** The number, most significant byte first, in exactly this many bytes. */
    public static byte[] fixed(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        try {
            return fixed(bytes, length);
        } finally {
            wipe(bytes);
        }
    }

    /** The bytes with leading zeros added or removed, so that there are exactly so many. */
    public static byte[] fixed(byte[] bytes, int length) {
        int from = 0;
        while (bytes.length - from > length && bytes[from] == 0) {
            from++;
        }
        if (bytes.length - from > length) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_FAILED,
                    "a number is longer than its " + length + " bytes");
        }
        byte[] result = new byte[length];
        System.arraycopy(bytes, from, result, length - (bytes.length - from), bytes.length - from);
        return result;
    }

    /** The number without leading zeros; one zero byte for zero. */
    public static byte[] unsigned(BigInteger value) {
        return fixed(value, Math.max(1, (value.bitLength() + 7) / 8));
    }

    /** The bytes as a number, most significant first. */
    public static BigInteger number(byte[] bytes) {
        return new BigInteger(1, bytes);
    }

    /** One after the other. */
    public static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length = Math.addExact(length, part.length);
        }
        byte[] result = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, result, at, part.length);
            at += part.length;
        }
        return result;
    }

    /** The part of an array, without a copy if it is the whole. */
    public static byte[] slice(byte[] data, int offset, int length) {
        return offset == 0 && length == data.length
                ? data
                : Arrays.copyOfRange(data, offset, offset + length);
    }

    /** Overwrites arrays with zeros. */
    public static void wipe(byte[]... arrays) {
        for (byte[] array : arrays) {
            Arrays.fill(array, (byte) 0);
        }
    }

    /** Bytes in the other order. */
    public static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
