package io.craton.hsm.cli.key;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.audit.file.AuditSource;
import io.craton.hsm.audit.file.LineCursor;
import io.craton.hsm.audit.file.LineReader;
import io.craton.hsm.audit.line.AuditEntry;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.spi.AuditEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has used a key, from the audit log and its rotated segments. */
final class KeyHistory {
    /** What is done with a key, and not to it. */
    private static final Set<String> USES =
            Stream.of(
                            AuditEvent.SIGN,
                            AuditEvent.VERIFY,
                            AuditEvent.ENCRYPT,
                            AuditEvent.DECRYPT,
                            AuditEvent.DERIVE_KEY,
                            AuditEvent.WRAP_KEY,
                            AuditEvent.UNWRAP_KEY,
                            AuditEvent.ENCAPSULATE_KEY,
                            AuditEvent.DECAPSULATE_KEY)
                    .map(AuditEvent::eventName)
                    .collect(Collectors.toUnmodifiableSet());

    private final @Nullable Map<Use, Count> uses;

    private KeyHistory(@Nullable Map<Use, Count> uses) {
        this.uses = uses;
    }

    /**
     * A way in which it was used.
     *
     * @param client who did, or empty where the log does not tell one from another
     * @param event what was done
     * @param mechanism how, or empty
     */
    private record Use(String client, String event, String mechanism) implements Comparable<Use> {
        @Override
        public int compareTo(Use other) {
            return toString().compareTo(other.toString());
        }
    }

    private record Count(long times, Instant last) {
        Count and(Instant time) {
            return new Count(times + 1, time);
        }
    }

    /**
     * The uses of a key that succeeded.
     *
     * @param uniqueId the object's
     */
    static KeyHistory of(HsmConfig config, String uniqueId) throws IOException {
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        if (!Files.isReadable(log)) {
            return new KeyHistory(null);
        }
        Map<Use, Count> uses = new TreeMap<>();
        try (LineCursor cursor = new LineCursor(AuditSource.withRotated(log))) {
            for (LineReader reader = cursor.next(); reader != null; reader = cursor.next()) {
                Optional<AuditEntry> entry = AuditEntry.parse(reader.line());
                entry.filter(each -> isUse(each, uniqueId)).ifPresent(each -> count(each, uses));
            }
        }
        return new KeyHistory(uses);
    }

    private static boolean isUse(AuditEntry entry, String uniqueId) {
        return entry.field("object").orElse("").equals(uniqueId)
                && entry.result().equals("CKR_OK")
                && USES.contains(entry.event());
    }

    private static void count(AuditEntry entry, Map<Use, Count> uses) {
        Use use =
                new Use(
                        entry.field("client").orElse(""),
                        entry.event(),
                        entry.field("mechanism").orElse(""));
        uses.merge(use, new Count(1, entry.time()), (before, one) -> before.and(one.last()));
    }

    /** For people. */
    List<String> lines() {
        if (uses == null) {
            return List.of("What used it is not known: the audit log cannot be read here.");
        }
        if (uses.isEmpty()) {
            return List.of("The audit log has no use of it.");
        }
        List<String> lines = new ArrayList<>();
        lines.add("What used it, says the audit log:");
        uses.forEach((use, count) -> lines.add(line(use, count)));
        return lines;
    }

    private static String line(Use use, Count count) {
        String how = use.mechanism().isEmpty() ? "" : " (" + use.mechanism() + ")";
        String who = use.client().isEmpty() ? "" : " by " + use.client();
        String often = count.times() == 1 ? "once" : count.times() + " times";
        Instant last = count.last().truncatedTo(ChronoUnit.SECONDS);
        return "  " + use.event() + how + who + ", " + often + ", last at " + last;
    }

    /** The same as JSON; null if it is not known. */
    @Nullable List<Map<String, @Nullable Object>> json() {
        if (uses == null) {
            return null;
        }
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        uses.forEach((use, count) -> json.add(json(use, count)));
        return json;
    }

    private static Map<String, @Nullable Object> json(Use use, Count count) {
        return Output.object(
                "client", use.client().isEmpty() ? null : use.client(),
                "event", use.event(),
                "mechanism", use.mechanism().isEmpty() ? null : use.mechanism(),
                "times", count.times(),
                "last", count.last().toString());
    }
}
