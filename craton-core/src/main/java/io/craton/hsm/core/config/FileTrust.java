package io.craton.hsm.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a file can be believed: a plain file that nobody but its owner can write. */
final class FileTrust {
    private FileTrust() {}

    /** What is wrong with the file, or null. */
    static @Nullable String problem(Path file) {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(
                            file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isSymbolicLink()) {
                return file + " is a symbolic link; name the file that it points to";
            }
            if (!attributes.isRegularFile()) {
                return file + " is not a regular file";
            }
            PosixFileAttributeView posix =
                    Files.getFileAttributeView(
                            file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            if (posix != null) {
                Set<PosixFilePermission> permissions = posix.readAttributes().permissions();
                if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                        || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                    return file + " can be written by others than its owner; run chmod go-w on it";
                }
            }
            return null;
        } catch (NoSuchFileException e) {
            return file + " is not there";
        } catch (IOException e) {
            return file + " cannot be looked at (" + e.getClass().getSimpleName() + ")";
        }
    }
}
