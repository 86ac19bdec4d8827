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

    static byte[] take(ByteBuffer data) {
        byte[] bytes = new byte[Arguments.notNull(data, "the data").remaining()];
        data.get(bytes);
        return bytes;
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
