package io.craton.hsm.cli;

import io.craton.hsm.spi.Causes;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;

/** What the file system says, in sentences. */
final class FileErrors {
    private FileErrors() {}

    /** A name that this process cannot give to the system. */
    static String sentence(InvalidPathException error) {
        return "'"
                + error.getInput()
                + "' cannot name a file; if it has letters outside ASCII, set LC_ALL=C.UTF-8,"
                + " for Java reads and writes names of files as the locale says";
    }

    static String sentence(FileSystemException error) {
        String said = Causes.of(error);
        if (error instanceof NoSuchFileException || error instanceof FileAlreadyExistsException) {
            return said;
        }
        if (error instanceof AccessDeniedException) {
            return said + "; check its owner and mode, and those of its directory";
        }
        return "cannot use " + said;
    }
}
