package io.craton.hsm.cli.pki;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Writes DER (ITU-T X.690), as much of it as certificates and requests need. */
public final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OID = 0x06;
    private static final int UTC_TIME = 0x17;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    /** RFC 5280 section 4.1.2.5: UTCTime until then, GeneralizedTime from then on. */
    private static final Instant YEAR_2050 = Instant.parse("2050-01-01T00:00:00Z");

    private static final byte[] TRUE = {0x01, 0x01, (byte) 0xff};

    private Der() {}

    /** SEQUENCE. */
    public static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, parts);
    }

    /** SET, of parts in the order in which DER wants them. */
    static byte[] set(byte[]... parts) {
        return tagged(SET, parts);
    }

    /** INTEGER. */
    public static byte[] integer(BigInteger value) {
        return tagged(INTEGER, value.toByteArray());
    }

    /** BOOLEAN, true. */
    static byte[] yes() {
        return TRUE.clone();
    }

    /** NULL. */
    static byte[] nothing() {
        return tagged(NULL);
    }

    /** OCTET STRING. */
    static byte[] octets(byte[] content) {
        return tagged(OCTET_STRING, content);
    }

    /** BIT STRING of whole bytes. */
    static byte[] bits(byte[] content) {
        return bits(0, content);
    }

    /** BIT STRING whose last byte has some bits that do not count. */
    static byte[] bits(int unused, byte[] content) {
        return tagged(BIT_STRING, new byte[] {(byte) unused}, content);
    }

    /** OBJECT IDENTIFIER in dotted form. */
    static byte[] oid(String dotted) {
        String[] arcs = dotted.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        arc(out, 40L * Long.parseLong(arcs[0]) + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            arc(out, Long.parseLong(arcs[i]));
        }
        return tagged(OID, out.toByteArray());
    }

    private static void arc(ByteArrayOutputStream out, long value) {
        for (int shift = 56; shift > 0; shift -= 7) {
            if (value >> shift != 0) {
                out.write((int) ((value >> shift) & 0x7f) | 0x80);
            }
        }
        out.write((int) (value & 0x7f));
    }

    /** UTCTime or GeneralizedTime, as RFC 5280 wants it for this date. */
    static byte[] time(Instant time) {
        boolean utc = time.isBefore(YEAR_2050);
        String text =
                DateTimeFormatter.ofPattern(utc ? "yyMMddHHmmss'Z'" : "uuuuMMddHHmmss'Z'")
                        .withZone(ZoneOffset.UTC)
                        .format(time);
        return tagged(utc ? UTC_TIME : GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * A context tag around whole values: {@code [n] EXPLICIT}, or {@code [n] IMPLICIT} of a
     * SEQUENCE or SET.
     */
    static byte[] context(int number, byte[]... parts) {
        return tagged(CONTEXT | CONSTRUCTED | number, parts);
    }

    /** A context tag in place of the tag of a simple value. */
    static byte[] contextPrimitive(int number, byte[] content) {
        return tagged(CONTEXT | number, content);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] bytes = BigInteger.valueOf(length).toByteArray();
            int from = bytes[0] == 0 ? 1 : 0;
            out.write(0x80 | (bytes.length - from));
            out.write(bytes, from, bytes.length - from);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
