package io.craton.hsm.store.file;

import java.io.IOException;
import java.util.List;

/**
 * A directory of files, as the store sees it: the seam below which tests record, break and replay
 * what is written. Names are relative to the directory; one level of subdirectories is written
 * {@code sub/name}.
 */
public interface FileSpace {
    /** Whether there is a file of that name. */
    boolean exists(String name);

    /** The names of the files in it, subdirectories left out. */
    List<String> list() throws IOException;

    /**
     * Makes a file that must not be there yet.
     *
     * @param durableWrites whether each write is durable when it returns
     */
    StoreFile create(String name, boolean durableWrites) throws IOException;

    /** Opens a file that is there. */
    StoreFile open(String name, boolean durableWrites) throws IOException;

    /** Removes a file if it is there. */
    void delete(String name) throws IOException;

    /**
     * Renames a file, replacing what is there: the old or the new one afterwards, nothing between.
     */
    void rename(String from, String to) throws IOException;

    /** Makes a subdirectory. */
    void makeDirectory(String name) throws IOException;

    /**
     * Makes creations, removals and renames durable.
     *
     * @param name a subdirectory, or the empty string for the directory itself
     */
    void forceDirectory(String name) throws IOException;

    /**
     * Makes sure that no other process can have taken the files meanwhile.
     *
     * @throws IOException if what keeps others out was moved or deleted
     */
    default void requireHeld() throws IOException {
        // nobody else sees files in memory
    }

    /** How many bytes can still be written. */
    long usableSpace();

    /** Where a file is, for messages. */
    String describe(String name);
}
