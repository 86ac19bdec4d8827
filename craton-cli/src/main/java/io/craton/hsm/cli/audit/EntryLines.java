package io.craton.hsm.cli.audit;

import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.cli.console.Colour;
import io.craton.hsm.cli.console.StyledLine;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Entries of the log as people read them: time in UTC, who, what, how, the beginning of the
 * object's unique id, and the result, of which failures stand out.
 */
final class EntryLines {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private static final int ROLE_WIDTH = 4;
    private static final int EVENT_WIDTH = 17;
    private static final int MECHANISM_WIDTH = 20;
    private static final int OBJECT_WIDTH = 8;
    private static final String DONE = "CKR_OK";

    private final boolean colours;

    /**
     * @param colours whether there are colours
     */
    EntryLines(boolean colours) {
        this.colours = colours;
    }

    /** The line of an entry. */
    StyledLine line(AuditEntry entry) {
        boolean done = entry.result().equals(DONE);
        String how = entry.field("mechanism").orElse("-").replaceFirst("^CKM_", "");
        String object = entry.field("object").orElse("-");
        String cut = object.substring(0, Math.min(object.length(), OBJECT_WIDTH));
        StyledLine line = new StyledLine(colours);
        line.add(Colour.DIM, TIME.format(entry.time()));
        line.add("  " + padded(role(entry), ROLE_WIDTH) + "  ");
        line.add(Colour.BOLD, padded(entry.event(), EVENT_WIDTH));
        line.add("  " + padded(how, MECHANISM_WIDTH) + "  " + padded(cut, OBJECT_WIDTH) + "  ");
        line.add(done ? Colour.GREEN : Colour.RED, done ? "ok" : entry.result());
        entry.field("client").ifPresent(client -> line.add("  " + client));
        return line;
    }

    private static String role(AuditEntry entry) {
        return entry.field("role").orElse("-").replaceFirst("^CKU_", "").toLowerCase(Locale.ROOT);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
