package io.craton.hsm;

import java.nio.ByteBuffer;

/** A verification of a signature or MAC under way; ends as a {@link SignOperation} does. */
public interface VerifyOperation extends AutoCloseable {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /** Adds the remaining bytes of the buffer and moves its position to its limit. */
    default void update(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        update(bytes, 0, bytes.length);
    }

    /** Adds data. */
    default void update(byte[] data) {
        update(data, 0, data.length);
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
