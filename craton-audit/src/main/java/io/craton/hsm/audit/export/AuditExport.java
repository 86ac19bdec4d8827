package io.craton.hsm.audit.export;

import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What was written out of a log.
 *
 * @param entries how many entries
 * @param malformed how many lines that are no entries were left out: verify the log
 */
public record AuditExport(long entries, long malformed) {
    /**
     * Writes the wanted entries of a log, each on a line of its own.
     *
     * @param out where to; flushed, not closed
     */
    public static AuditExport write(
            AuditSource source, AuditFilter filter, AuditFormat format, OutputStream out)
            throws IOException {
        boolean array = format == AuditFormat.JSON;
        long entries = 0;
        long malformed = 0;
        if (array) {
            put(out, "[");
        }
        try (LineCursor cursor = new LineCursor(source)) {
            for (LineReader reader = cursor.next(); reader != null; reader = cursor.next()) {
                Optional<AuditEntry> entry = AuditEntry.parse(reader.line());
                if (entry.isEmpty()) {
                    malformed++;
                } else if (filter.matches(entry.get())) {
                    if (array) {
                        put(out, entries == 0 ? "\n" : ",\n");
                    }
                    put(out, format.format(entry.get()));
                    if (!array) {
                        out.write('\n');
                    }
                    entries++;
                }
            }
        }
        if (array) {
            put(out, entries == 0 ? "]\n" : "\n]\n");
        }
        out.flush();
        return new AuditExport(entries, malformed);
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
