package io.craton.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An encryption or decryption under way; ends as a {@link SignOperation} does. A decryption that
 * authenticates gives no plaintext before {@link #doFinal} has checked the tag.
 */
public interface CipherOperation extends AutoCloseable {
    /** Takes data and gives what is ready, which may be nothing. */
    byte[] update(byte[] data, int offset, int length);

    /**
     * Takes the last data, ends the operation and gives the rest.
     *
     * @throws HsmException {@code CKR_AEAD_DECRYPT_FAILED}, {@code CKR_ENCRYPTED_DATA_INVALID} and
     *     the like
     */
    byte[] doFinal(byte[] data, int offset, int length);

    /** {@link #doFinal(byte[], int, int)} for a whole array. */
    default byte[] doFinal(byte[] data) {
        return doFinal(data, 0, Arguments.notNull(data, "the data").length);
    }

    /** {@link #update(byte[], int, int)} for a whole array. */
    default byte[] update(byte[] data) {
        return update(data, 0, Arguments.notNull(data, "the data").length);
    }

    /**
     * Takes the remaining bytes of one buffer and puts what is ready into another; moves the
     * positions of both.
     *
     * @return how many bytes were put
     * @throws HsmException {@code CKR_BUFFER_TOO_SMALL} if there is not room for {@link
     *     #outputLength} bytes; nothing is taken and the operation goes on
     */
    default int update(ByteBuffer data, ByteBuffer out) {
        Arguments.notNull(data, "the data");
        Buffers.room(out, outputLength(data.remaining()));
        try (Buffers.Taken in = Buffers.take(data)) {
            return Buffers.give(update(in.array(), in.offset(), in.length()), out);
        }
    }

    /**
     * {@link #doFinal(byte[], int, int)} from one buffer into another; moves the positions of both.
     *
     * @return how many bytes were put
     * @throws HsmException {@code CKR_BUFFER_TOO_SMALL} if there is not room for {@link
     *     #outputLength} bytes; nothing is taken and the operation goes on
     */
    default int doFinal(ByteBuffer data, ByteBuffer out) {
        Arguments.notNull(data, "the data");
        Buffers.room(out, outputLength(data.remaining()));
        try (Buffers.Taken in = Buffers.take(data)) {
            return Buffers.give(doFinal(in.array(), in.offset(), in.length()), out);
        }
    }

    /**
     * Takes everything that one stream has to give, writes the result to another and ends the
     * operation; closes neither stream.
     *
     * @throws IOException if a stream fails; the operation is cancelled
     */
    default void transfer(InputStream data, OutputStream out) throws IOException {
        Arguments.notNull(data, "the stream of the data");
        Arguments.notNull(out, "the stream of the result");
        byte[] buffer = new byte[8192];
        try {
            for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                Buffers.write(update(buffer, 0, n), out);
            }
            Buffers.write(doFinal(buffer, 0, 0), out);
        } finally {
            Arrays.fill(buffer, (byte) 0);
            close();
        }
    }

    /** An upper bound of what the next call gives for this many bytes of input. */
    int outputLength(int inputLength);

    /**
     * The initialisation vector, nonce or counter block in use, also one that the module made;
     * empty if none.
     */
    byte[] iv();

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
