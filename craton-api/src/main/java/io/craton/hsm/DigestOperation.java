package io.craton.hsm;

/** A digest under way; ends as a {@link SignOperation} does. */
public interface DigestOperation extends AutoCloseable {
    /** Adds data. */
    void update(byte[] data, int offset, int length);

    /** Adds data. */
    default void update(byte[] data) {
        update(data, 0, data.length);
    }

    /** Adds the value of a secret key ({@code C_DigestKey}). */
    void updateKey(ObjectHandle key);

    /** Ends the operation and gives the digest. */
    byte[] digest();

    /** The length of the digest in bytes. */
    int digestLength();

    /** Cancels the operation if it has not ended. */
    @Override
    void close();
}
