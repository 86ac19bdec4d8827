package io.craton.hsm.provider.key;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes the little DER that the provider makes itself. */
public final class DerWriter {
    private DerWriter() {}

    /** An element with this tag around the concatenated parts. */
    public static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int count = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | count);
            for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /** A SEQUENCE. */
    public static byte[] sequence(byte[]... parts) {
        return element(DerReader.SEQUENCE, parts);
    }

    /** An INTEGER. */
    public static byte[] integer(BigInteger value) {
        return element(DerReader.INTEGER, value.toByteArray());
    }

    /** An OCTET STRING. */
    public static byte[] octetString(byte[] bytes) {
        return element(DerReader.OCTET_STRING, bytes);
    }
}
