package io.craton.hsm.audit.line;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a line while it is written. Not safe for use by several threads. */
final class LineBuffer {
    private final byte[] bytes;
    private int length;

    LineBuffer(int capacity) {
        bytes = new byte[capacity];
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
        Digits.putHex(binary, bytes, length);
        length += 2 * binary.length;
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
            Digits.putTwo((int) (rest % 100), bytes, at);
            rest /= 100;
        }
        if (at > length) {
            bytes[length] = (byte) ('0' + rest % 10);
        }
        length += digits;
    }
}
