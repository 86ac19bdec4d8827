package io.craton.hsm.audit.export;

import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows a log as it grows, through rotation: call {@link #poll} again and again. Not safe for use
 * by several threads.
 */
public final class LogFollower implements Closeable {
    private static final int PIECE = 64 * 1024;

    private final Path log;
    private final AuditFilter filter;
    private @Nullable RandomAccessFile file;
    private @Nullable Object key;
    private long position;
    private byte[] rest = new byte[0];

    private LogFollower(Path log, AuditFilter filter) {
        this.log = log;
        this.filter = filter;
    }

    /**
     * Follows a log from now on.
     *
     * @param last how many of the lines that are there come first; {@link Long#MAX_VALUE} for all
     */
    public static LogFollower of(Path log, long last, AuditFilter filter) throws IOException {
        LogFollower follower = new LogFollower(log, filter);
        if (last < Long.MAX_VALUE && Files.exists(log)) {
            follower.open();
            follower.position = follower.start(last);
        }
        return follower;
    }

    private long start(long last) throws IOException {
        RandomAccessFile in = Objects.requireNonNull(file);
        byte[] piece = new byte[PIECE];
        long found = 0;
        for (long end = in.length(); end > 0; end -= Math.min(PIECE, end)) {
            int length = (int) Math.min(PIECE, end);
            in.seek(end - length);
            in.readFully(piece, 0, length);
            for (int i = length - 1; i >= 0; i--) {
                if (piece[i] == '\n' && found++ == last) {
                    return end - length + i + 1;
                }
            }
        }
        return 0;
    }

    /**
     * The wanted entries that came since the last call; none if there is nothing new. Waits for
     * nothing.
     */
    public List<AuditEntry> poll() throws IOException {
        List<AuditEntry> entries = new ArrayList<>();
        read(entries);
        if (replaced()) {
            // what came before the file was moved away, then the fresh one
            read(entries);
            close();
            open();
            position = 0;
            rest = new byte[0];
            read(entries);
        }
        return entries;
    }

    private boolean replaced() throws IOException {
        return Files.exists(log) && !Objects.equals(key(), key);
    }

    private @Nullable Object key() throws IOException {
        return Files.readAttributes(log, BasicFileAttributes.class).fileKey();
    }

    private void open() throws IOException {
        key = key();
        file = new RandomAccessFile(log.toFile(), "r");
    }

    private void read(List<AuditEntry> entries) throws IOException {
        RandomAccessFile in = file;
        if (in == null) {
            return;
        }
        if (in.length() < position) {
            // either a line that was never completed was taken away, or the file was emptied
            boolean onlyTheRest = in.length() == position - rest.length;
            position = onlyTheRest ? in.length() : 0;
            rest = new byte[0];
        }
        in.seek(position);
        byte[] piece = new byte[PIECE];
        for (int count = in.read(piece); count > 0; count = in.read(piece)) {
            position += count;
            lines(piece, count, entries);
        }
    }

    private void lines(byte[] piece, int count, List<AuditEntry> entries) {
        byte[] bytes = Arrays.copyOf(rest, rest.length + count);
        System.arraycopy(piece, 0, bytes, rest.length, count);
        int start = 0;
        for (int i = rest.length; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                AuditEntry.parse(Arrays.copyOfRange(bytes, start, i))
                        .filter(filter::matches)
                        .ifPresent(entries::add);
                start = i + 1;
            }
        }
        // a line without an end is no entry, however long it grows
        rest =
                bytes.length - start > LineReader.MAX_LINE
                        ? new byte[] {0}
                        : Arrays.copyOfRange(bytes, start, bytes.length);
    }

    @Override
    public void close() throws IOException {
        RandomAccessFile in = file;
        if (in != null) {
            in.close();
        }
    }
}
