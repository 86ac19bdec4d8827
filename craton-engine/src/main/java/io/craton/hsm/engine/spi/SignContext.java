package io.craton.hsm.engine.spi;

/** A signature or MAC under way. */
public interface SignContext extends AutoCloseable {
    /** Adds data. A mechanism that signs only in one piece collects it, up to its limit. */
    void update(byte[] data, int offset, int length);

    /** Ends with the signature. */
    byte[] sign();

    /** The exact length of the signature, or for engines that cannot know it, the greatest. */
    int signatureLength();

    /** Forgets and wipes everything. */
    @Override
    void close();
}
