package io.craton.hsm.engine.spi;

/** A digest under way. */
public interface DigestContext extends AutoCloseable {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /** Ends with the digest. */
    byte[] digest();

    /** The length of the digest in bytes. */
    int digestLength();

    /** A context with the same state, for {@code C_GetOperationState}. */
    DigestContext copy();

    /** Forgets and wipes everything. */
    @Override
    void close();
}
