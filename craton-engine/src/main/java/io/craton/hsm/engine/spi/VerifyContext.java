package io.craton.hsm.engine.spi;

/** A verification under way. */
public interface VerifyContext extends AutoCloseable {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /**
     * Ends with a verdict.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_SIGNATURE_INVALID} or {@code
     *     CKR_SIGNATURE_LEN_RANGE}
     */
    void verify(byte[] signature);

    /** Forgets and wipes everything. */
    @Override
    void close();
}
