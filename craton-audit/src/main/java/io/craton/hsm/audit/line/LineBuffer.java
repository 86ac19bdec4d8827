package io.craton.hsm.audit.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a line while it is written. Digits are put two at a time: every operation of the
 * module pays for this. Not safe for use by several threads.
 */
final class LineBuffer {
    private static final VarHandle TWO =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final short[] DECIMAL = pairs("0123456789");
    private static final short[] HEX = pairs("0123456789abcdef");

    private final byte[] bytes;
    private int length;

    LineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    private static short[] pairs(String digits) {
        int base = digits.length();
        short[] pairs = new short[base * base];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) (digits.charAt(i / base) << Byte.SIZE | digits.charAt(i % base));
        }
        return pairs;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** A copy of what stands from an index on. */
    byte[] copyFrom(int start) {
        return Arrays.copyOfRange(bytes, start, length);
    }

    void clear() {
        length = 0;
    }

    void put(char ascii) {
        bytes[length++] = (byte) ascii;
    }

    void put(byte[] some) {
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    /** Puts text as the inside of a JSON string, at most so many characters of it. */
    void putEscaped(String text, int maxChars) {
        length = JsonText.put(text, maxChars, bytes, length);
    }

    void putHex(byte[] binary) {
        for (byte b : binary) {
            TWO.set(bytes, length, HEX[b & 0xff]);
            length += 2;
        }
    }

    /** Puts a number without leading zeros. */
    void putNumber(long value) {
        if (value < 0) {
            put(Long.toString(value).getBytes(StandardCharsets.US_ASCII));
            return;
        }
        int digits = 1;
        for (long power = 10; digits < 19 && value >= power; power *= 10) {
            digits++;
        }
        putDigits(value, digits);
    }

    /** Puts the last digits of a number that is not negative, with leading zeros. */
    void putDigits(long value, int digits) {
        long rest = value;
        int at = length + digits;
        while (at > length + 1) {
            at -= 2;
            TWO.set(bytes, at, DECIMAL[(int) (rest % 100)]);
            rest /= 100;
        }
        if (at > length) {
            bytes[length] = (byte) ('0' + rest % 10);
        }
        length += digits;
    }
}
