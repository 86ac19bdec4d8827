package io.craton.hsm.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What the file system says, in sentences. */
final class FileErrors {
    private FileErrors() {}

    static String sentence(FileSystemException error) {
        String file = String.valueOf(error.getFile());
        if (error instanceof NoSuchFileException) {
            return "there is no file " + file;
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied: "
                    + file
                    + "; check its owner and mode, and those of its directory";
        }
        if (error instanceof FileAlreadyExistsException) {
            return file + " is there already";
        }
        String reason = error.getReason();
        return "cannot use " + file + (reason == null ? "" : ": " + reason);
    }
}
