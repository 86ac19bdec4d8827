package io.craton.hsm.audit.file;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Goes through the lines of all segments of a log. Not safe for use by several threads. */
public final class LineCursor implements Closeable {
    private final Iterator<Path> segments;
    private @Nullable LineReader reader;
    private Path segment;
    private long lineInSegment;
    private long ordinal;

    public LineCursor(AuditSource source) {
        this.segments = source.segments().iterator();
        this.segment = source.segments().get(0);
    }

    /**
     * The next line, or null after the last.
     *
     * @throws DamagedSegmentException if a segment cannot be decompressed
     */
    public @Nullable LineReader next() throws IOException {
        try {
            return nextLine();
        } catch (EOFException e) {
            throw new DamagedSegmentException(e, true);
        } catch (ZipException e) {
            throw new DamagedSegmentException(e, false);
        }
    }

    private @Nullable LineReader nextLine() throws IOException {
        while (true) {
            LineReader current = reader;
            if (current == null) {
                if (!segments.hasNext()) {
                    return null;
                }
                segment = segments.next();
                lineInSegment = 0;
                current = new LineReader(AuditSource.open(segment));
                reader = current;
            }
            if (current.next()) {
                lineInSegment++;
                ordinal++;
                return current;
            }
            current.close();
            reader = null;
        }
    }

    /** The file of the present line. */
    public Path segment() {
        return segment;
    }

    /** The number of the present line in its file, from 1 on. */
    public long lineInSegment() {
        return lineInSegment;
    }

    /** The number of the present line in all files, from 1 on. */
    public long ordinal() {
        return ordinal;
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
