package io.craton.hsm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Moves the data of an operation; what it copies is wiped. */
final class Buffers {
    private Buffers() {}

    static void room(ByteBuffer out, int needed) {
        if (Arguments.notNull(out, "the buffer of the result").remaining() < needed) {
            throw new HsmException(
                    ReturnCode.CKR_BUFFER_TOO_SMALL, "the buffer needs " + needed + " bytes");
        }
    }

    /** Takes the remaining bytes of a buffer: where they lie if it shows that, else a copy. */
    static Taken take(ByteBuffer data) {
        int length = Arguments.notNull(data, "the data").remaining();
        if (data.hasArray()) {
            int offset = data.arrayOffset() + data.position();
            data.position(data.limit());
            return new Taken(data.array(), offset, length, Owner.CALLER);
        }
        byte[] copy = new byte[length];
        data.get(copy);
        return new Taken(copy, 0, length, Owner.US);
    }

    /** Whose an array is. */
    private enum Owner {
        CALLER,
        US
    }

    /** A part of an array. Closing it wipes a copy; the caller's own array stays as it is. */
    static final class Taken implements AutoCloseable {
        private final byte[] array;
        private final int offset;
        private final int length;
        private final Owner owner;

        private Taken(byte[] array, int offset, int length, Owner owner) {
            this.array = array;
            this.offset = offset;
            this.length = length;
            this.owner = owner;
        }

        byte[] array() {
            return array;
        }

        int offset() {
            return offset;
        }

        int length() {
            return length;
        }

        @Override
        public void close() {
            if (owner == Owner.US) {
                Arrays.fill(array, (byte) 0);
            }
        }
    }

    static int give(byte[] result, ByteBuffer out) {
        out.put(result);
        Arrays.fill(result, (byte) 0);
        return result.length;
    }

    static void write(byte[] result, OutputStream out) throws IOException {
        out.write(result);
        Arrays.fill(result, (byte) 0);
    }
}
