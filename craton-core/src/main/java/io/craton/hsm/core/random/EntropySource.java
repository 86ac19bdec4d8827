package io.craton.hsm.core.random;

import java.io.IOException;
import java.nio.ByteBuffer;

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

    /** What sets one start of a generator apart from every other; it need not be random. */
    default byte[] moment() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(ProcessHandle.current().pid())
                .putLong(System.currentTimeMillis())
                .putLong(System.nanoTime())
                .array();
    }

    /** Lets go of what the source holds open. */
    @Override
    default void close() throws IOException {}
}
