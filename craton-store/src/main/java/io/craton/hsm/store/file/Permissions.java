package io.craton.hsm.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owners and modes of what the store keeps: directories 0700, files 0600, ours. What others could
 * only read is tightened with a warning; what others could have written is refused.
 */
public final class Permissions {
    private static final Logger LOG = LoggerFactory.getLogger(Permissions.class);
    private static final Set<PosixFilePermission> DIRECTORY =
            PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE =
            PosixFilePermissions.fromString("rw-------");

    private Permissions() {}

    /** Whether the file system of this path knows owners and modes. */
    static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** What a new file is created with. */
    public static FileAttribute<?>[] fileAttributes(Path path) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(FILE)}
                : new FileAttribute<?>[0];
    }

    /** What a new directory is created with. */
    public static FileAttribute<?>[] directoryAttributes(Path path) {
        return posix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(DIRECTORY)}
                : new FileAttribute<?>[0];
    }

    public static void checkDirectory(Path directory) throws IOException {
        check(directory, DIRECTORY, "0700");
    }

    public static void checkFile(Path file) throws IOException {
        check(file, FILE, "0600");
    }

    private static void check(Path path, Set<PosixFilePermission> wanted, String mode)
            throws IOException {
        if (!posix(path)) {
            return;
        }
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!ownedByUs(path, attributes)) {
            String belongs = path + " belongs to " + attributes.owner().getName();
            String advice = "; run as that user or give the path to this one";
            throw Failures.unusable("permission denied: " + belongs + advice);
        }
        Set<PosixFilePermission> present = attributes.permissions();
        if (present.contains(PosixFilePermission.GROUP_WRITE)
                || present.contains(PosixFilePermission.OTHERS_WRITE)) {
            String open = path + " (" + PosixFilePermissions.toString(present) + ")";
            String advice = "; make sure that nobody did, then set its mode to " + mode;
            throw Failures.unusable("permission denied: others can write " + open + advice);
        }
        if (!present.equals(wanted)) {
            LOG.warn(
                    "the mode of {} was {}; it is now {}",
                    path,
                    PosixFilePermissions.toString(present),
                    mode);
            Files.setPosixFilePermissions(path, wanted);
        }
    }

    private static boolean ownedByUs(Path path, PosixFileAttributes attributes) throws IOException {
        Path self = Path.of("/proc/self");
        if (Files.isDirectory(self)
                && path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return Files.getAttribute(self, "unix:uid")
                    .equals(Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        }
        return attributes.owner().getName().equals(System.getProperty("user.name"));
    }
}
