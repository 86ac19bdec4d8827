package io.craton.hsm.core.random;

import java.io.IOException;

/**
 * Where entropy comes from. Bytes are never kept back for a later call: a process or a virtual
 * machine that was copied must not see what its twin sees. Safe for use by several threads.
 */
public interface EntropySource extends AutoCloseable {
    /**
     * Fills a part of an array with bytes drawn during this call.
     *
     * @throws IOException if the source cannot give them
     */
    void read(byte[] bytes, int offset, int length) throws IOException;

    /** Lets go of what the source holds open. */
    @Override
    default void close() throws IOException {}
}
