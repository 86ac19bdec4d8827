package io.craton.hsm.store.file;

import io.craton.hsm.spi.FileOpener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory on disk: files are 0600 from their first moment on and never reached through a
 * symlink.
 */
public final class DiskSpace implements FileSpace {
    private final Path directory;
    private final @Nullable FileKey lock;
    private final @Nullable FileOpener files;

    public DiskSpace(Path directory) {
        this(directory, null, FileOpener.REAL);
    }

    /** A directory of which nothing is written. */
    public static DiskSpace readOnly(Path directory) {
        return new DiskSpace(directory, null, null);
    }

    /**
     * @param lock the file that keeps other processes out
     * @param files opens those that are written; null if none is
     */
    public DiskSpace(Path directory, @Nullable FileKey lock, @Nullable FileOpener files) {
        this.directory = directory;
        this.lock = lock;
        this.files = files;
    }

    @Override
    public void requireHeld() throws IOException {
        if (lock != null) {
            lock.requireThere();
        }
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<String> list() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .forEach(entry -> names.add(String.valueOf(entry.getFileName())));
        }
        return names;
    }

    @Override
    public StoreFile create(String name, boolean durableWrites) throws IOException {
        Path path = path(name);
        Files.newByteChannel(
                        path,
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE_NEW,
                                LinkOption.NOFOLLOW_LINKS),
                        Permissions.fileAttributes(path))
                .close();
        return opened(path, durableWrites);
    }

    @Override
    public StoreFile open(String name, boolean durableWrites) throws IOException {
        Path path = path(name);
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isRegularFile()) {
            throw Failures.unusable(
                    path + " is not a regular file; symlinks and other kinds are refused");
        }
        Permissions.checkFile(path);
        return opened(path, durableWrites);
    }

    private StoreFile opened(Path path, boolean durableWrites) throws IOException {
        return new DiskFile(opened(files, path, durableWrites), FileKey.of(path));
    }

    private static RandomAccessFile opened(
            @Nullable FileOpener files, Path path, boolean durableWrites) throws IOException {
        if (files == null) {
            return new RandomAccessFile(path.toFile(), "r");
        }
        return durableWrites ? files.openDurable(path) : files.open(path);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        try {
            Files.move(
                    path(from),
                    path(to),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException(
                    "the file system of " + directory + " cannot rename atomically", e);
        }
    }

    @Override
    public void makeDirectory(String name) throws IOException {
        Path path = path(name);
        Files.createDirectory(path, Permissions.directoryAttributes(path));
    }

    @Override
    public void forceDirectory(String name) throws IOException {
        if (!Permissions.posix(directory)) {
            return; // directories cannot be opened there, and their entries are durable without it
        }
        // A directory can only be forced through a channel, and an interrupted thread may not use
        // one: it is done
        // again until it was not interrupted, and the flag is set again for the caller.
        boolean interrupted = false;
        for (boolean forced = false; !forced; ) {
            interrupted |= Thread.interrupted();
            try (FileChannel channel = FileChannel.open(path(name), StandardOpenOption.READ)) {
                channel.force(true);
                forced = true;
            } catch (ClosedByInterruptException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long usableSpace() {
        return directory.toFile().getUsableSpace();
    }

    @Override
    public String describe(String name) {
        return path(name).toString();
    }
}
