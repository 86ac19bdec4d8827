package io.craton.hsm.spi.der;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Writes DER, as much of it as keys, signatures, certificates and requests need. */
public final class DerWriter {
    private static final int NULL = 0x05;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};

    private DerWriter() {}

    /** SEQUENCE. */
    public static byte[] sequence(byte[]... parts) {
        return element(DerReader.SEQUENCE, parts);
    }

    /** SET, of parts in the order in which DER wants them. */
    public static byte[] set(byte[]... parts) {
        return element(SET, parts);
    }

    /** INTEGER. */
    public static byte[] integer(BigInteger value) {
        return element(DerReader.INTEGER, value.toByteArray());
    }

    /** BOOLEAN, true. */
    public static byte[] yes() {
        return TRUE.clone();
    }

    /** NULL. */
    public static byte[] nothing() {
        return element(NULL);
    }

    /** OCTET STRING. */
    public static byte[] octets(byte[] content) {
        return element(DerReader.OCTET_STRING, content);
    }

    /** BIT STRING of whole bytes. */
    public static byte[] bits(byte[] content) {
        return bits(0, content);
    }

    /** BIT STRING whose last byte has some bits that do not count. */
    public static byte[] bits(int unused, byte[] content) {
        return element(DerReader.BIT_STRING, new byte[] {(byte) unused}, content);
    }

    /** OBJECT IDENTIFIER in dotted form. */
    public static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        arc(out, 40L * Long.parseLong(arcs[0]) + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            arc(out, Long.parseLong(arcs[i]));
        }
        return element(DerReader.OID, out.toByteArray());
    }

    private static void arc(ByteArrayOutputStream out, long value) {
        for (int shift = 56; shift > 0; shift -= 7) {
            if (value >> shift != 0) {
                out.write((int) ((value >> shift) & 0x7f) | 0x80);
            }
        }
        out.write((int) (value & 0x7f));
    }

    /** A text in ASCII under a tag, such as a time. */
    public static byte[] ascii(int tag, String text) {
        return element(tag, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A context tag around whole values: {@code [n] EXPLICIT}, or {@code [n] IMPLICIT} of a
     * SEQUENCE or SET.
     */
    public static byte[] context(int number, byte[]... parts) {
        return element(CONTEXT | CONSTRUCTED | number, parts);
    }

    /** A context tag in place of the tag of a simple value. */
    public static byte[] contextPrimitive(int number, byte[] content) {
        return element(CONTEXT | number, content);
    }

    /** An element with this tag around the concatenated parts. */
    public static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int longForm = length < 0x80 ? 0 : (39 - Integer.numberOfLeadingZeros(length)) / 8;
        byte[] element = new byte[2 + longForm + length];
        element[0] = (byte) tag;
        element[1] = (byte) (longForm == 0 ? length : 0x80 | longForm);
        for (int i = 0; i < longForm; i++) {
            element[2 + i] = (byte) (length >>> (8 * (longForm - 1 - i)));
        }
        int at = 2 + longForm;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, element, at, part.length);
            at += part.length;
        }
        return element;
    }
}
