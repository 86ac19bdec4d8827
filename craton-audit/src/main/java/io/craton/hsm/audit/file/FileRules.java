package io.craton.hsm.audit.file;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.FileOpener;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which files a log may be written to: regular ones, our own, not open to others. Every file of the
 * log that is written is opened here.
 */
public final class FileRules {
    private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
            PosixFilePermissions.fromString("rwx------");
    private static final Path PROCESS_STATUS = Path.of("/proc/self/status");

    private final Set<PosixFilePermission> permissions;

    private final FileOpener opener;

    private FileRules(String permissions, FileOpener opener) {
        this.permissions = PosixFilePermissions.fromString(permissions);
        this.opener = opener;
    }

    /** The rules for a mode, {@code 0600} or {@code 0640}, on the disk of the machine. */
    public static FileRules of(String mode) {
        return of(mode, FileOpener.REAL);
    }

    /** The rules for a mode, {@code 0600} or {@code 0640}, and what opens the files. */
    public static FileRules of(String mode, FileOpener opener) {
        return switch (mode) {
            case "0600" -> new FileRules("rw-------", opener);
            case "0640" -> new FileRules("rw-r-----", opener);
            default ->
                    throw new HsmException(
                            ReturnCode.CKR_ARGUMENTS_BAD,
                            "the mode of the audit log is " + mode + "; it takes 0600 or 0640");
        };
    }

    /** Makes the file, with its directory, if there is none. */
    public void create(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        directory(path.toAbsolutePath().getParent());
        try {
            createNew(path);
        } catch (FileAlreadyExistsException e) {
            // somebody else was faster: the check says whether theirs will do
            check(path);
        }
    }

    /** The same for files that are nobody else's to read. */
    public FileRules forOwner() {
        return of("0600", opener);
    }

    /** Opens a file that is there, to be read and written. */
    public RandomAccessFile open(Path path) throws IOException {
        return opener.open(path);
    }

    /** Opens a file that is there, to be written at its end. */
    public FileOutputStream append(Path path) throws IOException {
        return opener.append(path);
    }

    /** Makes the file; fails if there is one. */
    public void createNew(Path path) throws IOException {
        if (posix(path)) {
            Files.createFile(path, PosixFilePermissions.asFileAttribute(permissions));
            Files.setPosixFilePermissions(path, permissions);
        } else {
            Files.createFile(path);
        }
    }

    /** Makes a directory for our user only, if there is none. */
    public static void directory(@Nullable Path directory) throws IOException {
        if (directory == null || Files.isDirectory(directory)) {
            return;
        }
        if (posix(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
        } else {
            Files.createDirectories(directory);
        }
    }

    /**
     * Looks at the file itself, not through a symbolic link.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if the rules do not let it be written
     */
    public BasicFileAttributes check(Path path) throws IOException {
        if (!posix(path)) {
            BasicFileAttributes plain =
                    Files.readAttributes(
                            path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            regular(path, plain);
            return plain;
        }
        PosixFileAttributes attributes =
                Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        regular(path, attributes);
        for (PosixFilePermission permission : attributes.permissions()) {
            if (!permissions.contains(permission)) {
                throw refused(
                        path,
                        "its mode is "
                                + PosixFilePermissions.toString(attributes.permissions())
                                + " and must not be wider than "
                                + PosixFilePermissions.toString(permissions)
                                + "; chmod it, or move it away");
            }
        }
        if (!Files.isReadable(path) || !Files.isWritable(path)) {
            throw refused(
                    path,
                    "this process's user may not read and write it; chown or chmod it, or move it away");
        }
        if (!ours(path, attributes)) {
            throw refused(
                    path,
                    "its owner is " + attributes.owner().getName() + "; chown it, or move it away");
        }
        return attributes;
    }

    private static void regular(Path path, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            throw refused(path, "it is a symbolic link; name the file itself");
        }
        if (!attributes.isRegularFile()) {
            throw refused(path, "it is not a regular file");
        }
    }

    /** Whether the file belongs to the user of this process; true where that cannot be told. */
    private static boolean ours(Path path, PosixFileAttributes attributes) throws IOException {
        if (Files.isReadable(PROCESS_STATUS)) {
            for (String line : Files.readAllLines(PROCESS_STATUS)) {
                if (line.startsWith("Uid:")) {
                    // real, effective, saved, file system: the second is the one that owns what we
                    // make
                    int effective = Integer.parseInt(line.split("\\s+")[2]);
                    return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(effective);
                }
            }
        }
        return attributes.owner().getName().equals(System.getProperty("user.name"));
    }

    static boolean posix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    public static HsmException refused(Path path, String why) {
        return refused(path, why, null);
    }

    public static HsmException refused(Path path, String why, @Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_GENERAL_ERROR,
                "Failed to open audit log: permission denied: " + path + ": " + why,
                cause);
    }
}
