package io.craton.hsm.audit.file;

import io.craton.hsm.audit.line.EntryScanner;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The files of one log in the order of their lines: one file, or the rotated segments too. Files
 * that are compressed with gzip are read as if they were not.
 *
 * @param segments the files, oldest first
 */
public record AuditSource(List<Path> segments) {
    /** What the name of a rotated segment ends with while it is being copied. */
    static final String PART = ".part";

    /** What the name of a file ends with that has what a loss of power left. */
    public static final String TORN = ".torn";

    /** Copies the list. */
    public AuditSource {
        segments = List.copyOf(segments);
    }

    /**
     * A file, or every file of a directory that begins with an entry, ordered by its sequence
     * number.
     *
     * @throws IOException if it cannot be read, or the directory has no segment
     */
    public static AuditSource of(Path fileOrDirectory) throws IOException {
        if (!Files.isDirectory(fileOrDirectory)) {
            return new AuditSource(List.of(fileOrDirectory));
        }
        try (Stream<Path> files = Files.list(fileOrDirectory)) {
            List<Path> segments = ordered(files.filter(Files::isRegularFile).toList());
            if (segments.isEmpty()) {
                throw new IOException("there is no segment of an audit log in " + fileOrDirectory);
            }
            return new AuditSource(segments);
        }
    }

    /**
     * A log and the rotated segments beside it: {@code log.1}, {@code log.2.gz}, {@code
     * log-20261121}.
     */
    public static AuditSource withRotated(Path log) throws IOException {
        List<Path> segments = new ArrayList<>(rotated(log));
        segments.add(log);
        return new AuditSource(segments);
    }

    /** The rotated segments beside a log, oldest first. */
    public static List<Path> rotated(Path log) throws IOException {
        Path directory = log.toAbsolutePath().getParent();
        Path name = log.getFileName();
        if (directory == null || name == null || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            Stream<Path> regular = files.filter(Files::isRegularFile);
            return ordered(regular.filter(file -> isSegment(file, name.toString())).toList());
        }
    }

    /** Whether it has the name of a log with something behind it. */
    private static boolean isSegment(Path file, String log) {
        String name = file.getFileName().toString();
        return name.startsWith(log + ".") || name.startsWith(log + "-");
    }

    private static List<Path> ordered(List<Path> files) throws IOException {
        record Numbered(Path file, long first) {}
        List<Numbered> segments = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(PART) || file.toString().endsWith(TORN)) {
                continue;
            }
            long first = firstSequence(file);
            if (first > 0) {
                segments.add(new Numbered(file, first));
            }
        }
        segments.sort(Comparator.comparingLong(Numbered::first).thenComparing(Numbered::file));
        return segments.stream().map(Numbered::file).toList();
    }

    /** The sequence number of a file's first line, or -1 if it is not an entry. */
    private static long firstSequence(Path file) throws IOException {
        try (LineReader reader = new LineReader(open(file))) {
            EntryScanner scanner = new EntryScanner();
            if (!reader.next()) {
                return -1;
            }
            String fault = scanner.scan(reader.buffer(), reader.start(), reader.end(), null);
            return fault == null ? scanner.sequence() : -1;
        } catch (EOFException | ZipException e) {
            // nothing can be read of it: its lines are missing where they should be
            return -1;
        }
    }

    /** Opens a segment, decompressed. */
    public static InputStream open(Path segment) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(segment), 1 << 16);
        try {
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
