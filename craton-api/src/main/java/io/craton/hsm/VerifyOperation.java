package io.craton.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A verification of a signature or MAC under way; ends as a {@link SignOperation} does. */
public interface VerifyOperation extends AutoCloseable {
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

    /**
     * Ends the operation with a verdict.
     *
     * @throws HsmException {@code CKR_SIGNATURE_INVALID} or {@code CKR_SIGNATURE_LEN_RANGE} if it
     *     does not match
     */
    void verify(byte[] signature);

    /** Cancels the operation if it has not ended. */
    @Override
    void close();
}
