package io.craton.hsm.audit.line;

import io.craton.hsm.spi.AuditRecord;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fields from event to process id of records that were written before: a session that uses a
 * key uses it again, and these fields are then the same. What comes only once, such as the opening
 * of a session, is not kept. Not safe for use by several threads.
 */
final class OperationFields {
    private static final int SLOTS = 256;

    private final int[] seen = new int[SLOTS];
    private final @Nullable Operation[] operations = new Operation[SLOTS];

    private record Operation(AuditRecord record, long pid, byte[] fields) {
        boolean is(AuditRecord other, long otherPid) {
            return pid == otherPid && LineEncoder.sameOperation(record, other);
        }
    }

    /** The fields of such a record, or null if they are not known. */
    byte @Nullable [] of(AuditRecord record, long pid) {
        Operation known = operations[slot(hash(record))];
        return known != null && known.is(record, pid) ? known.fields() : null;
    }

    /** Keeps the fields that stand in a line from an index on, if such a record comes again. */
    void remember(AuditRecord record, long pid, LineBuffer line, int start) {
        int hash = hash(record);
        int slot = slot(hash);
        if (seen[slot] == hash) {
            operations[slot] = new Operation(record, pid, line.copyFrom(start));
        }
        seen[slot] = hash;
    }

    private static int hash(AuditRecord record) {
        int hash = Long.hashCode(record.session()) * 31 + Objects.hashCode(record.objectId());
        return hash * 31 + record.event().hashCode();
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 16) & (SLOTS - 1);
    }
}
