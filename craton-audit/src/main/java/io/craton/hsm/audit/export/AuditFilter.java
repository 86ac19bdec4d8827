package io.craton.hsm.audit.export;

import io.craton.hsm.audit.line.AuditEntry;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted. Immutable; what is not set lets everything through.
 *
 * @param from not older than this, or null
 * @param until older than this, or null
 * @param events names of events, or empty for all
 * @param objects unique ids of objects, or empty for all
 * @param labels SHA-256 of labels of objects in hexadecimal, or empty for all
 * @param results names of return codes, or empty for all; {@code !CKR_OK} is every failure
 */
public record AuditFilter(
        @Nullable Instant from,
        @Nullable Instant until,
        Set<String> events,
        Set<String> objects,
        Set<String> labels,
        Set<String> results) {
    /** Everything. */
    public static final AuditFilter ALL =
            new AuditFilter(null, null, Set.of(), Set.of(), Set.of(), Set.of());

    /** Every result but {@code CKR_OK}. */
    public static final String FAILURES = "!CKR_OK";

    /** Copies the sets. */
    public AuditFilter {
        events = Set.copyOf(events);
        objects = Set.copyOf(objects);
        labels = Set.copyOf(labels);
        results = Set.copyOf(results);
    }

    /** The same, from a time on. */
    public AuditFilter from(Instant time) {
        return new AuditFilter(time, until, events, objects, labels, results);
    }

    /** The same, up to a time, which is not included. */
    public AuditFilter until(Instant time) {
        return new AuditFilter(from, time, events, objects, labels, results);
    }

    /** The same for these events. */
    public AuditFilter events(Set<String> names) {
        return new AuditFilter(from, until, names, objects, labels, results);
    }

    /** The same for these objects. */
    public AuditFilter objects(Set<String> ids) {
        return new AuditFilter(from, until, events, ids, labels, results);
    }

    /** The same for objects with these labels, by the SHA-256 of each in hexadecimal. */
    public AuditFilter labels(Set<String> digests) {
        return new AuditFilter(from, until, events, objects, digests, results);
    }

    /** The same for these results. */
    public AuditFilter results(Set<String> names) {
        return new AuditFilter(from, until, events, objects, labels, names);
    }

    /** Whether an entry is wanted. */
    public boolean matches(AuditEntry entry) {
        return (from == null || !entry.time().isBefore(from))
                && (until == null || entry.time().isBefore(until))
                && (events.isEmpty() || events.contains(entry.event()))
                && (objects.isEmpty() || objects.contains(entry.field("object").orElse("")))
                && (labels.isEmpty() || labels.contains(entry.field("label_sha256").orElse("")))
                && (results.isEmpty()
                        || results.contains(entry.result())
                        || (results.contains(FAILURES) && !entry.result().equals("CKR_OK")));
    }
}
