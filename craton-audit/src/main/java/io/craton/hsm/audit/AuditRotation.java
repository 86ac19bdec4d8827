package io.craton.hsm.audit;

import io.craton.hsm.HsmException;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Rotation of a log that no process has open: {@code audit rotate} from the command line. */
public final class AuditRotation {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    private AuditRotation() {}

    /**
     * Opens the log, copies it to a file that does not exist, empties it, and closes it. Its chain
     * goes on with an entry that records the rotation.
     *
     * @throws HsmException {@code CKR_CANT_LOCK} if another process has the log open, and which:
     *     that one can rotate with {@link AuditLog#rotate}
     */
    public static void rotate(AuditSettings settings, Path archive) {
        try (AuditLog log = new FileAuditLogProvider().open(settings)) {
            log.rotate(archive);
        }
    }

    /** The name that a segment gets if none is given: the log's, a dash and the time. */
    public static Path defaultArchive(Path log, Clock clock) {
        return log.resolveSibling(
                log.getFileName() + "-" + NAME.format(clock.instant().atOffset(ZoneOffset.UTC)));
    }
}
