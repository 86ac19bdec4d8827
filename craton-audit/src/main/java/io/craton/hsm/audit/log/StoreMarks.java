package io.craton.hsm.audit.log;

import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Where each slot's store was when it was last heard of. Safe for use by several threads. */
public final class StoreMarks {
    private final Map<Integer, StoreMark> marks;

    public StoreMarks(Map<Integer, StoreMark> marks) {
        this.marks = new ConcurrentHashMap<>(marks);
    }

    /** Remembers the mark of a record, if it has one. */
    void remember(AuditRecord record) {
        StoreMark mark = record.mark();
        if (mark != null) {
            marks.put(record.slot(), mark);
        }
    }

    Optional<StoreMark> last(int slot) {
        return Optional.ofNullable(marks.get(slot));
    }

    Map<Integer, StoreMark> all() {
        return Map.copyOf(marks);
    }
}
