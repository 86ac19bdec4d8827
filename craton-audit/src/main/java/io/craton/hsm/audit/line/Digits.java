package io.craton.hsm.audit.line;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Digits as ASCII, two at a time: every operation of the module pays for them. */
public final class Digits {
    private static final VarHandle TWO =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final short[] DECIMAL = pairs("0123456789");
    private static final short[] HEX = pairs("0123456789abcdef");

    private Digits() {}

    private static short[] pairs(String digits) {
        int base = digits.length();
        short[] pairs = new short[base * base];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (short) (digits.charAt(i / base) << Byte.SIZE | digits.charAt(i % base));
        }
        return pairs;
    }

    /** Writes the hexadecimal digits of bytes. */
    public static void putHex(byte[] binary, byte[] into, int at) {
        int position = at;
        for (byte b : binary) {
            TWO.set(into, position, HEX[b & 0xff]);
            position += 2;
        }
    }

    /** Writes two decimal digits of a number from 0 to 99. */
    static void putTwo(int value, byte[] into, int at) {
        TWO.set(into, at, DECIMAL[value]);
    }
}
