package io.craton.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A signature or MAC under way. One thread at a time. It ends with {@link #sign()}, with an error,
 * with {@link #close()}, when its session closes and when the user logs out; afterwards every call
 * fails with {@code CKR_OPERATION_NOT_INITIALIZED}. A null argument and a part that does not lie in
 * its array are refused with {@code CKR_ARGUMENTS_BAD}, and the operation goes on.
 */
public interface SignOperation extends AutoCloseable {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /** Adds the remaining bytes of the buffer and moves its position to its limit. */
    default void update(ByteBuffer data) {
        try (Buffers.Taken in = Buffers.take(data)) {
            update(in.array(), in.offset(), in.length());
        }
    }

    /** Adds data. */
    default void update(byte[] data) {
        update(data, 0, Arguments.notNull(data, "the data").length);
    }

    /**
     * Adds everything that the stream has to give; does not close it.
     *
     * @throws IOException if the stream cannot be read
     */
    default void update(InputStream data) throws IOException {
        Arguments.notNull(data, "the stream");
        byte[] buffer = new byte[8192];
        try {
            for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                update(buffer, 0, n);
            }
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    /** Ends the operation and gives the signature. */
    byte[] sign();

    /** An upper bound of the length of the signature, in bytes. */
    int signatureLength();

    /**
     * Logs in for this operation, needed if the key's {@code CKA_ALWAYS_AUTHENTICATE} is true.
     *
     * @param pin the user PIN; wiped by the caller
     */
    void authenticate(char[] pin);

    /** Cancels the operation if it has not ended. */
    @Override
    void close();
}
