package io.craton.hsm.store.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells a file from another one of its name: one that is open goes on to be written when it
 * was moved or deleted, and what is written is gone.
 *
 * @param key null where the file system tells nothing but that there is a file
 */
public record FileKey(Path path, @Nullable Object key) {
    /** That of the file that has this name now. */
    public static FileKey of(Path path) throws IOException {
        return new FileKey(path, keyOf(path));
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Makes sure that the name is still that of the file.
     *
     * @throws IOException if it was moved, deleted or replaced
     */
    void requireThere() throws IOException {
        try {
            if (Objects.equals(keyOf(path), key)) {
                return;
            }
        } catch (FileSystemException e) {
            throw gone(e);
        }
        throw gone(null);
    }

    private IOException gone(@Nullable IOException cause) {
        return new IOException(path + " was moved or deleted while it was in use", cause);
    }
}
