package io.craton.hsm.grpc;

import com.google.protobuf.WireFormat;
import java.util.Arrays;

/**
 * Writes a protobuf message. It may hold secrets: whoever makes one closes it, which wipes it. For
 * one thread.
 */
final class ProtoWriter implements AutoCloseable {
    private static final int FIRST_SIZE = 256;

    private byte[] out = new byte[FIRST_SIZE];
    private int length;

    /** A number. */
    void number(int field, long value) {
        varint(((long) field << 3) | WireFormat.WIRETYPE_VARINT);
        varint(value);
    }

    /** A byte string, a text, or a message. */
    void bytes(int field, byte[] value, int valueLength) {
        varint(((long) field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED);
        varint(valueLength);
        room(valueLength);
        System.arraycopy(value, 0, out, length, valueLength);
        length += valueLength;
    }

    /** A message inside. */
    void message(int field, ProtoWriter inside) {
        bytes(field, inside.out, inside.length);
    }

    private void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out[length++] = (byte) rest;
    }

    private void room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > out.length) {
            byte[] larger = new byte[(int) Math.min(Integer.MAX_VALUE - 8L, needed * 2L)];
            System.arraycopy(out, 0, larger, 0, length);
            Arrays.fill(out, 0, length, (byte) 0);
            out = larger;
        }
    }

    /** A copy of what has been written. */
    byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    /** Wipes what has been written. */
    @Override
    public void close() {
        Arrays.fill(out, 0, length, (byte) 0);
    }
}
