package io.craton.hsm.audit.file;

import java.io.Closeable;
import java.io.IOException;

/** The file behind a log. An interrupt of the calling thread has no effect on it. */
public interface LogFile extends Closeable {
    /**
     * Appends at the end of the file, wherever that is now; may have written a part when it fails.
     */
    void append(byte[] bytes, int offset, int length) throws IOException;

    /** Forces what was appended to the disk. */
    void force() throws IOException;

    /** The length in bytes. */
    long length() throws IOException;

    /** Cuts off what is after this length. */
    void truncate(long length) throws IOException;

    /** Reads exactly these bytes. */
    void read(long position, byte[] into, int offset, int length) throws IOException;

    /** Whether the path names another file now, or none. */
    boolean replaced() throws IOException;

    /** Opens the file, and makes it if there is none. */
    interface Opener {
        LogFile open() throws IOException;
    }
}
