package io.craton.hsm.store.file;

import java.io.Closeable;
import java.io.IOException;

/** An open file. Positions and lengths are bytes. Safe for use by several threads. */
public interface StoreFile extends Closeable {
    /** How long the file is. */
    long size() throws IOException;

    /**
     * Reads exactly as much as is asked for.
     *
     * @throws java.io.EOFException if the file is shorter
     */
    void read(long position, byte[] target, int offset, int length) throws IOException;

    /**
     * Writes; durable on return only if the file was opened that way, else after {@link #force()}.
     */
    void write(long position, byte[] source, int offset, int length) throws IOException;

    /** Waits until everything written so far is durable. */
    void force() throws IOException;

    /**
     * Makes sure that the name that it was opened under is still its own.
     *
     * @throws IOException if it was moved, deleted or replaced
     */
    default void requireThere() throws IOException {
        // nobody else sees a file in memory
    }

    @Override
    void close() throws IOException;
}
