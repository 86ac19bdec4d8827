package io.craton.hsm.engine.spi;

/** An encryption or decryption under way. */
public interface CipherContext extends AutoCloseable {
    /**
     * Takes data and gives what is ready. Authenticating decryptions give nothing before the end.
     */
    byte[] update(byte[] data, int offset, int length);

    /** Takes the last data, ends, and gives the rest. */
    byte[] doFinal(byte[] data, int offset, int length);

    /** An upper bound of what {@link #update} gives for so many bytes. */
    int updateLength(int inputLength);

    /**
     * An upper bound of what {@link #doFinal} gives for so many bytes; exact unless padding hides
     * it.
     */
    int finalLength(int inputLength);

    /**
     * Refuses so many bytes where {@link #update} would for their number alone, and takes nothing.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_LEN_RANGE}
     */
    default void checkUpdate(int inputLength) {}

    /**
     * The same for {@link #doFinal}.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_LEN_RANGE}; {@code
     *     CKR_ENCRYPTED_DATA_LEN_RANGE}
     */
    default void checkFinal(int inputLength) {}

    /** Forgets and wipes everything. */
    @Override
    void close();
}
