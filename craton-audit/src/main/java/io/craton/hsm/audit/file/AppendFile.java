package io.craton.hsm.audit.file;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A log on disk. Streams instead of channels: a channel closes itself when its thread is
 * interrupted, and any thread of the application may come by here.
 */
public final class AppendFile implements LogFile {
    private final Path path;
    private final FileOutputStream out;
    private final RandomAccessFile file;
    private final @Nullable Object key;

    private AppendFile(
            Path path, FileOutputStream out, RandomAccessFile file, @Nullable Object key) {
        this.path = path;
        this.out = out;
        this.file = file;
        this.key = key;
    }

    /**
     * Opens, and if need be creates, the file.
     *
     * @throws HsmException {@code CKR_GENERAL_ERROR} if it is not a file that this process may
     *     trust
     */
    public static AppendFile open(Path path, FileRules rules) throws IOException {
        try {
            rules.create(path);
            BasicFileAttributes before = rules.check(path);
            RandomAccessFile file = rules.open(path);
            FileOutputStream out = null;
            try {
                out = rules.append(path);
                if (!Objects.equals(before.fileKey(), rules.check(path).fileKey())) {
                    throw FileRules.refused(
                            path, "it was replaced while it was opened; open it again");
                }
                lock(path, file);
                return new AppendFile(path, out, file, before.fileKey());
            } catch (IOException | RuntimeException e) {
                if (out != null) {
                    out.close();
                }
                file.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw FileRules.refused(
                    path, "the file system denies it; let this process's user own the file", e);
        } catch (FileAlreadyExistsException | NoSuchFileException e) {
            throw FileRules.refused(path, "it was replaced while it was opened; open it again", e);
        }
    }

    private static void lock(Path path, RandomAccessFile file) throws IOException {
        boolean locked;
        try {
            locked = file.getChannel().tryLock() != null;
        } catch (OverlappingFileLockException e) {
            locked = false;
        }
        if (!locked) {
            throw new HsmException(
                    ReturnCode.CKR_CANT_LOCK,
                    "Failed to open audit log: "
                            + path
                            + " is in use by another instance; close that one, or give"
                            + " this one a log of its own");
        }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void force() throws IOException {
        out.getFD().sync();
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public void truncate(long length) throws IOException {
        if (file.length() > length) {
            file.setLength(length);
        }
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        file.seek(position);
        file.readFully(into, offset, length);
    }

    @Override
    public boolean replaced() throws IOException {
        try {
            Object now =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                            .fileKey();
            return !Objects.equals(now, key);
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        try (file) {
            out.close();
        }
    }
}
