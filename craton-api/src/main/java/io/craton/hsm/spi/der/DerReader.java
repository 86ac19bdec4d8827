package io.craton.hsm.spi.der;

import java.math.BigInteger;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads DER, and nothing that is only BER: definite, shortest lengths; no data left over. */
public final class DerReader {
    /** The tag of an INTEGER. */
    public static final int INTEGER = 0x02;

    /** The tag of a BIT STRING. */
    public static final int BIT_STRING = 0x03;

    /** The tag of an OCTET STRING. */
    public static final int OCTET_STRING = 0x04;

    /** The tag of an OBJECT IDENTIFIER. */
    public static final int OID = 0x06;

    /** The tag of a SEQUENCE. */
    public static final int SEQUENCE = 0x30;

    private static final int CONTEXT = 0x80;
    private static final int CONSTRUCTED = 0x20;

    private final byte[] der;
    private final int end;
    private int position;

    /** A reader of an encoding. */
    public DerReader(byte[] der) {
        this(der, 0, der.length);
    }

    private DerReader(byte[] der, int start, int end) {
        this.der = der;
        this.position = start;
        this.end = end;
    }

    /** Something that is not DER, or not the structure that is expected. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    /** Whether everything has been read. */
    public boolean atEnd() {
        return position == end;
    }

    /** Insists that everything has been read. */
    public void finish() throws MalformedException {
        if (!atEnd()) {
            throw new MalformedException(
                    (end - position) + " bytes are left over at offset " + position);
        }
    }

    /** The tag of the next element; -1 at the end. */
    public int peek() {
        return atEnd() ? -1 : der[position] & 0xff;
    }

    /** A reader of the contents of the next element, which is to have this tag. */
    public DerReader enter(int tag) throws MalformedException {
        if (peek() != tag) {
            throw new MalformedException(
                    String.format("tag %02x is expected at offset %d", tag, position));
        }
        position++;
        int length = length();
        if (length > end - position) {
            throw new MalformedException(
                    "the element at offset " + position + " is longer than what holds it");
        }
        DerReader inner = new DerReader(der, position, position + length);
        position += length;
        return inner;
    }

    /** The contents of a SEQUENCE. */
    public DerReader sequence() throws MalformedException {
        return enter(SEQUENCE);
    }

    /**
     * The contents of a context tag around whole values, {@code [number] EXPLICIT}, if that is the
     * next element; else null, and nothing is read.
     */
    public @Nullable DerReader explicit(int number) throws MalformedException {
        int tag = CONTEXT | CONSTRUCTED | number;
        return peek() == tag ? enter(tag) : null;
    }

    /** Whether the next element is {@code [number]}, in place of the tag of a simple value. */
    public boolean isImplicit(int number) {
        return peek() == (CONTEXT | number);
    }

    /** The contents of {@code [number]}, in place of the tag of a simple value. */
    public byte[] implicit(int number) throws MalformedException {
        return bytes(CONTEXT | number);
    }

    /** The next element, with its tag and length. */
    public byte[] element() throws MalformedException {
        int start = position;
        enter(peek());
        return Arrays.copyOfRange(der, start, position);
    }

    private int length() throws MalformedException {
        int first = next();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 3) {
            throw new MalformedException(
                    "a length at offset " + position + " is indefinite or too large");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | next();
        }
        if (length < 0x80 || (length >>> (8 * (count - 1))) == 0) {
            throw new MalformedException(
                    "a length at offset " + position + " is not the shortest form");
        }
        return length;
    }

    private int next() throws MalformedException {
        if (atEnd()) {
            throw new MalformedException("the encoding ends too early");
        }
        return der[position++] & 0xff;
    }

    /** What has not been read yet. */
    public byte[] rest() {
        byte[] bytes = Arrays.copyOfRange(der, position, end);
        position = end;
        return bytes;
    }

    /** The contents of an element with this tag. */
    public byte[] bytes(int tag) throws MalformedException {
        return enter(tag).rest();
    }

    /** The contents of an OCTET STRING. */
    public byte[] octetString() throws MalformedException {
        return bytes(OCTET_STRING);
    }

    /** An INTEGER. */
    public BigInteger integer() throws MalformedException {
        byte[] bytes = bytes(INTEGER);
        boolean padded =
                bytes.length > 1
                        && ((bytes[0] == 0 && bytes[1] >= 0) || (bytes[0] == -1 && bytes[1] < 0));
        if (bytes.length == 0 || padded) {
            throw new MalformedException("an INTEGER is empty or has superfluous bytes");
        }
        return new BigInteger(bytes);
    }

    /** An INTEGER that is not negative, as its magnitude. */
    public byte[] magnitude() throws MalformedException {
        BigInteger value = integer();
        if (value.signum() < 0) {
            throw new MalformedException("an INTEGER is negative");
        }
        byte[] bytes = value.toByteArray();
        return bytes.length > 1 && bytes[0] == 0
                ? Arrays.copyOfRange(bytes, 1, bytes.length)
                : bytes;
    }

    /** The contents of a BIT STRING of whole bytes. */
    public byte[] bitString() throws MalformedException {
        return wholeBytes(bytes(BIT_STRING));
    }

    /** What a BIT STRING of whole bytes holds, behind the number of bits that do not count. */
    static byte[] wholeBytes(byte[] bytes) throws MalformedException {
        if (bytes.length == 0 || bytes[0] != 0) {
            throw new MalformedException("a BIT STRING is empty or does not hold whole bytes");
        }
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    /** An OBJECT IDENTIFIER in dotted form. */
    public String oid() throws MalformedException {
        byte[] bytes = bytes(OID);
        if (bytes.length == 0 || bytes[bytes.length - 1] < 0) {
            throw new MalformedException("an OBJECT IDENTIFIER is empty or cut off");
        }
        StringBuilder text = new StringBuilder();
        long arc = 0;
        boolean start = true;
        for (byte b : bytes) {
            if ((start && b == (byte) 0x80) || arc > Long.MAX_VALUE >> 7) {
                throw new MalformedException(
                        "an OBJECT IDENTIFIER is not in its shortest form or too large");
            }
            arc = (arc << 7) | (b & 0x7f);
            start = b >= 0;
            if (start) {
                if (text.isEmpty()) {
                    long top = Math.min(arc / 40, 2);
                    text.append(top).append('.').append(arc - 40 * top);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }
}
