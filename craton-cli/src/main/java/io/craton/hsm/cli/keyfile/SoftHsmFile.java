package io.craton.hsm.cli.keyfile;

import io.craton.hsm.spi.KeyFormatException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file of an object, or of a token, as SoftHSM 2 keeps them: a generation, then attributes, each
 * with its number, its kind and its value; all numbers have eight bytes, the first the highest.
 * Values are as PKCS#11 has them: a byte for a boolean, eight for a number, eight for each
 * mechanism.
 */
final class SoftHsmFile {
    private static final long BOOLEAN = 1;
    private static final long NUMBER = 2;
    private static final long BYTES = 3;
    private static final long ATTRIBUTES = 4;
    private static final long MECHANISMS = 5;

    private final Map<Long, Value> values;

    private SoftHsmFile(Map<Long, Value> values) {
        this.values = values;
    }

    /**
     * A value.
     *
     * @param encrypted whether it is, if the object is a private one
     * @param bytes not a copy
     */
    record Value(boolean encrypted, byte[] bytes) {
        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** Reads a file. */
    static SoftHsmFile read(byte[] file) throws KeyFormatException {
        ByteBuffer in = ByteBuffer.wrap(file);
        number(in);
        Map<Long, Value> values = new TreeMap<>();
        while (in.hasRemaining()) {
            long type = number(in);
            value(number(in), in).ifPresent(value -> values.put(type, value));
        }
        return new SoftHsmFile(values);
    }

    private static Optional<Value> value(long kind, ByteBuffer in) throws KeyFormatException {
        if (kind == BOOLEAN) {
            boolean yes = bytes(in, 1)[0] != 0;
            return Optional.of(new Value(false, new byte[] {(byte) (yes ? 1 : 0)}));
        }
        if (kind == NUMBER) {
            return Optional.of(new Value(false, bytes(in, Long.BYTES)));
        }
        if (kind == BYTES) {
            return Optional.of(new Value(true, bytes(in, number(in))));
        }
        if (kind == MECHANISMS) {
            long count = number(in);
            boolean possible = count >= 0 && count <= in.remaining() / Long.BYTES;
            return Optional.of(new Value(false, bytes(in, possible ? count * Long.BYTES : -1)));
        }
        if (kind == ATTRIBUTES) {
            // Templates of wrapping keys: passed over.
            bytes(in, number(in));
            return Optional.empty();
        }
        throw damaged();
    }

    private static long number(ByteBuffer in) throws KeyFormatException {
        if (in.remaining() < Long.BYTES) {
            throw damaged();
        }
        return in.getLong();
    }

    private static byte[] bytes(ByteBuffer in, long length) throws KeyFormatException {
        if (length < 0 || length > in.remaining()) {
            throw damaged();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static KeyFormatException damaged() {
        return new KeyFormatException("it is no file of SoftHSM 2, or damaged");
    }

    /** The value of an attribute; empty if it has none. */
    Optional<Value> value(long type) {
        return Optional.ofNullable(values.get(type));
    }

    /** Overwrites what was read. */
    void wipe() {
        values.values().forEach(value -> Arrays.fill(value.bytes(), (byte) 0));
    }
}
