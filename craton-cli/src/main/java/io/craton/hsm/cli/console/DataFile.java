package io.craton.hsm.cli.console;

import io.craton.hsm.cli.error.CliException;
import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

/** Files that commands read and write; {@code -} is standard input or output. */
public final class DataFile {
    private static final String STANDARD = "-";

    /** How much of a file's name is in that of its hidden part, in characters. */
    private static final int BEGINNING = 50;

    private DataFile() {}

    /** What writes the content of a file. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; the stream is not closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Whether this is standard input or output. */
    public static boolean isStandard(String file) {
        return file.equals(STANDARD);
    }

    /** Opens a file to read. */
    public static InputStream open(Io io, String file) throws IOException {
        if (file.equals(STANDARD)) {
            // It is the process's, and in a shell that of the commands that follow.
            return new FilterInputStream(io.in()) {
                @Override
                public void close() {
                    // left open
                }
            };
        }
        Path path = Path.of(file);
        // a directory opens, and fails when it is read
        if (Files.isDirectory(path)) {
            throw CliException.failed(file + " is a directory; name a file");
        }
        try {
            return Files.newInputStream(path);
        } catch (NoSuchFileException e) {
            throw CliException.failed("there is no file " + file);
        }
    }

    /**
     * How long a file is; empty of a pipe, a device and standard input, which tell at their end.
     */
    public static OptionalLong size(String file) throws IOException {
        if (file.equals(STANDARD) || !Files.isRegularFile(Path.of(file))) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Files.size(Path.of(file)));
    }

    /** Whether what is written there can be seen when it is complete, and not before. */
    public static boolean appearsWhole(String file) {
        return !file.equals(STANDARD) && isReplaced(Path.of(file));
    }

    /** Another thing than a file, such as a pipe or a device, is written to as it is. */
    private static boolean isReplaced(Path target) {
        return !Files.exists(target) || Files.isRegularFile(target);
    }

    /** Reads all of a file. */
    public static byte[] read(Io io, String file, int limit) throws IOException {
        try (InputStream in = open(io, file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw CliException.failed(
                        file + " is longer than the " + limit + " bytes that this command reads");
            }
            return bytes;
        }
    }

    /** Who may read what is written. */
    public enum Access {
        /** Only the owner. */
        PRIVATE,
        /** Whoever the umask of the process lets. */
        USUAL
    }

    /** Writes a public file at once. */
    public static void write(Io io, String file, byte[] content) throws IOException {
        write(io, file, Access.USUAL, out -> out.write(content));
    }

    /**
     * Writes a file: all of it appears under its name, or nothing does.
     *
     * @param file where to; a file that is there is replaced
     */
    public static void write(Io io, String file, Access access, Writer content) throws IOException {
        if (file.equals(STANDARD)) {
            content.writeTo(io.out().data());
            io.out().data().flush();
            return;
        }
        Path target = Path.of(file).toAbsolutePath();
        if (!isReplaced(target)) {
            try (OutputStream out = new CheckedOutput(file, Files.newOutputStream(target))) {
                content.writeTo(out);
            }
            return;
        }
        Path part = createFor(file, target, access);
        // Whoever interrupts the program does not leave half of it behind.
        part.toFile().deleteOnExit();
        try {
            try (OutputStream out =
                    new CheckedOutput(
                            file, new BufferedOutputStream(new DurableFile(part), 1 << 16))) {
                content.writeTo(out);
            }
            takeName(part, file, target);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static Path createFor(String file, Path target, Access access) throws IOException {
        try {
            return create(target, access);
        } catch (FileSystemException e) {
            throw naming(file, e);
        }
    }

    private static String reason(FileSystemException failure) {
        String words = failure.getReason();
        return words == null ? "no file can be made there" : words;
    }

    private static void takeName(Path part, String file, Path target) throws IOException {
        try {
            Files.move(
                    part,
                    target,
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            throw naming(file, e);
        }
    }

    /** The same failure with the name that the user knows: nobody asked for the hidden file. */
    private static FileSystemException naming(String file, FileSystemException failure) {
        FileSystemException named =
                failure instanceof AccessDeniedException
                        ? new AccessDeniedException(file)
                        : new FileSystemException(file, null, reason(failure));
        named.addSuppressed(failure);
        return named;
    }

    /** A file whose content is on the disk before it gets its name. */
    private static final class DurableFile extends FileOutputStream {
        DurableFile(Path file) throws IOException {
            super(file.toFile());
        }

        @Override
        public void close() throws IOException {
            if (getChannel().isOpen()) {
                getFD().sync();
            }
            super.close();
        }
    }

    /** So much of a name that the whole one may be as long as the file system allows. */
    private static String beginning(Path target) {
        String name = String.valueOf(target.getFileName());
        boolean isShort = name.codePointCount(0, name.length()) <= BEGINNING;
        return isShort ? name : name.substring(0, name.offsetByCodePoints(0, BEGINNING));
    }

    private static Path create(Path target, Access access) throws IOException {
        Path directory = target.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            String file = " to write " + target.getFileName() + " in";
            throw CliException.failed("there is no directory " + directory + file);
        }
        // In a container the process id is that of an earlier process.
        String time = Long.toHexString(System.currentTimeMillis());
        String maker = ProcessHandle.current().pid() + "-" + time;
        Path part = directory.resolve("." + beginning(target) + "." + maker + ".part");
        boolean posix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
        if (access != Access.PRIVATE || !posix) {
            return Files.createFile(part);
        }
        Set<PosixFilePermission> ours = PosixFilePermissions.fromString("rw-------");
        return Files.createFile(part, PosixFilePermissions.asFileAttribute(ours));
    }
}
