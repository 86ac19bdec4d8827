package io.craton.hsm.store.mapdb;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.FileOpener;
import io.craton.hsm.spi.StoreSettings.Access;
import io.craton.hsm.store.file.DiskSpace;
import io.craton.hsm.store.file.Failures;
import io.craton.hsm.store.file.FileKey;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.Permissions;
import io.craton.hsm.store.page.VolumeName;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The directory of a store, made if need be, checked, and locked for this process until it is
 * closed.
 */
final class StoreDirectory implements AutoCloseable {
    /** The file that is locked for as long as the store is open. */
    static final String LOCK = "LOCK";

    private final Path directory;
    private final Path real;
    private final Access access;
    private final FileOpener files;
    private final RandomAccessFile lockFile;
    private final FileKey lock;

    private StoreDirectory(
            Path directory,
            Path real,
            Access access,
            FileOpener files,
            RandomAccessFile lockFile,
            FileKey lock) {
        this.directory = directory;
        this.real = real;
        this.access = access;
        this.files = files;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static StoreDirectory open(Path wanted, Access access, FileOpener files) {
        Path directory = wanted.toAbsolutePath().normalize();
        try {
            refuseLinks(directory);
            if (access == Access.READ_WRITE) {
                make(directory);
            } else if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                throw Failures.unusable("there is no store in " + directory + " to be read");
            }
            Permissions.checkDirectory(directory);
            Path real = directory.toRealPath();
            OpenStores.enter(real);
            try {
                RandomAccessFile lockFile =
                        access == Access.READ_WRITE ? lock(directory, files) : share(directory);
                FileKey lock = FileKey.of(directory.resolve(LOCK));
                return new StoreDirectory(directory, real, access, files, lockFile, lock);
            } catch (IOException | RuntimeException e) {
                OpenStores.leave(real);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.io("opening the store in " + directory, e);
        }
    }

    /**
     * The files of a slot: in the directory itself if there is one slot only, else in {@code
     * slot-N}.
     */
    FileSpace slot(int slot, int slotCount) throws IOException {
        Path own = directory.resolve("slot-" + slot);
        boolean ownUsed = Files.exists(own, LinkOption.NOFOLLOW_LINKS);
        if (slot == 0) {
            boolean rootUsed = holdsAToken(new DiskSpace(directory));
            if (rootUsed && ownUsed) {
                String both = " has a token of slot 0 both in itself and in slot-0";
                throw Failures.unusable(directory + both + "; move one of them away");
            }
            // A token stays where it was made, also when the number of slots is changed.
            if (rootUsed || (!ownUsed && slotCount == 1)) {
                return space(directory);
            }
        }
        refuseLinks(own);
        if (access == Access.READ_ONLY && !ownUsed) {
            return new MemorySpace();
        }
        make(own);
        Permissions.checkDirectory(own);
        return space(own);
    }

    private FileSpace space(Path own) {
        return access == Access.READ_ONLY
                ? DiskSpace.readOnly(own)
                : new DiskSpace(own, lock, files);
    }

    private static boolean holdsAToken(FileSpace space) throws IOException {
        return space.exists(HeaderFiles.A)
                || space.exists(HeaderFiles.B)
                || space.exists(VolumeName.CURRENT.pages());
    }

    private static void refuseLinks(Path directory) {
        Path part = directory.getRoot();
        for (Path name : directory) {
            part = part == null ? name : part.resolve(name);
            if (Files.isSymbolicLink(part)) {
                String symlink = " leads through a symlink (" + part + "), which is refused";
                throw Failures.unusable(
                        "the path of the store, "
                                + directory
                                + ","
                                + symlink
                                + "; give the real path");
            }
        }
    }

    private static void make(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createDirectories(directory, Permissions.directoryAttributes(directory));
            } catch (FileAlreadyExistsException e) {
                throw Failures.unusable(
                        directory + " is not a directory; choose another path for the store");
            }
            Path parent = directory.getParent();
            if (parent != null) {
                new DiskSpace(parent).forceDirectory("");
            }
        }
    }

    private static RandomAccessFile lock(Path directory, FileOpener files) throws IOException {
        Path path = directory.resolve(LOCK);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.createFile(path, Permissions.fileAttributes(path));
            } catch (FileAlreadyExistsException e) {
                // Somebody else was faster: whose it is now is for the lock to say.
                Permissions.checkFile(path);
            }
        }
        check(path);
        RandomAccessFile file = files.open(path);
        try {
            if (tryLock(file, false) == null) {
                throw inUse(directory, writer(file));
            }
            file.setLength(0);
            file.write((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII));
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** A second line of the lock file: where whoever finds the store in use can call instead. */
    void announce(String address) {
        if (access == Access.READ_ONLY) {
            return;
        }
        try {
            lockFile.seek(lockFile.length());
            lockFile.write((address + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw Failures.io("writing to the lock of " + directory, e);
        }
    }

    private static void check(Path lock) throws IOException {
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            throw Failures.unusable(
                    lock + " is not a regular file; symlinks and other kinds are refused");
        }
        Permissions.checkFile(lock);
    }

    /** Several may read at once, as long as nobody writes. */
    private static RandomAccessFile share(Path directory) throws IOException {
        Path path = directory.resolve(LOCK);
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new NoSuchFileException(path.toString());
        }
        check(path);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        try {
            if (tryLock(file, true) == null) {
                throw inUse(directory, "process " + holder(file));
            }
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Who keeps a writer out: those who read leave their names nowhere. */
    private static String writer(RandomAccessFile file) throws IOException {
        FileLock beside = tryLock(file, true);
        if (beside == null) {
            return "process " + holder(file);
        }
        beside.release();
        return "one or more processes that have it open read-only";
    }

    private static HsmException inUse(Path directory, String holder) {
        String locked = "Database is locked by " + holder;
        String advice = " is in use; stop that process or use another directory";
        return new HsmException(ReturnCode.CKR_CANT_LOCK, locked + ": " + directory + advice);
    }

    private static @Nullable FileLock tryLock(RandomAccessFile file, boolean shared)
            throws IOException {
        try {
            return file.getChannel().tryLock(0, Long.MAX_VALUE, shared);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(RandomAccessFile file) throws IOException {
        byte[] text = new byte[20];
        file.seek(0);
        int count = file.read(text);
        String all = new String(text, 0, Math.max(count, 0), StandardCharsets.US_ASCII);
        String process = all.lines().findFirst().orElse("");
        return process.matches("[0-9]+") ? process : "(unknown)";
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw Failures.io("releasing the lock of " + directory, e);
        } finally {
            OpenStores.leave(real);
        }
    }
}
