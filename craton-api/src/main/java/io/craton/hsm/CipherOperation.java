package io.craton.hsm;

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
        return doFinal(data, 0, data.length);
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
