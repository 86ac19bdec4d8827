package io.craton.hsm.cli.audit;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.export.AuditFilter;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.provider.key.KeyIds;
import io.craton.hsm.spi.AuditEvent;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that choose entries of the log. */
final class EntrySelection {
    private static final Set<String> EVENTS =
            Stream.of(AuditEvent.values())
                    .map(AuditEvent::eventName)
                    .collect(Collectors.toUnmodifiableSet());
    private static final Set<String> RESULTS =
            Stream.of(ReturnCode.values()).map(Enum::name).collect(Collectors.toUnmodifiableSet());

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Entries from this time on, such as 2026-11-21T08:00:00Z.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Entries before this time.")
    private @Nullable String until;

    @Option(
            names = "--event",
            paramLabel = "NAME",
            split = ",",
            description = "Entries of these events, such as Login,InitPIN.")
    private Set<String> events = Set.of();

    @Option(
            names = "--object",
            paramLabel = "ID",
            split = ",",
            description = "Entries of these objects, by their unique ids.")
    private Set<String> objects = Set.of();

    @Option(
            names = "--key",
            paramLabel = "LABEL",
            description = "Entries of objects that had this label then; repeatable.")
    private Set<String> labels = Set.of();

    @Option(
            names = "--result",
            paramLabel = "CODE",
            split = ",",
            description = "Entries with these results, such as CKR_PIN_INCORRECT,CKR_PIN_LOCKED.")
    private Set<String> results = Set.of();

    @Option(names = "--failures", description = "Entries of what failed only.")
    private boolean failures;

    AuditFilter filter() {
        requireKnown("--event", events, EVENTS, "docs/formats.md lists the events of the log");
        requireKnown("--result", results, RESULTS, "it takes return codes such as CKR_PIN_LOCKED");
        AuditFilter filter =
                AuditFilter.ALL.events(events).objects(objects).labels(digests()).results(results);
        if (since != null) {
            filter = filter.from(time("--since", since));
        }
        if (until != null) {
            filter = filter.until(time("--until", until));
        }
        return failures ? filter.results(Set.of(AuditFilter.FAILURES)) : filter;
    }

    /** An empty answer to a name that is mistyped would look as if nothing had happened. */
    private static void requireKnown(
            String option, Set<String> words, Set<String> known, String advice) {
        for (String word : words) {
            if (!known.contains(word)) {
                throw CliException.usage(
                        "there is no " + word + ", which " + option + " asks for; " + advice);
            }
        }
    }

    /** The log has no labels, but their digests. */
    private Set<String> digests() {
        return labels.stream().map(EntrySelection::digest).collect(Collectors.toSet());
    }

    private static String digest(String label) {
        byte[] text = label.getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(KeyIds.sha256(text));
    }

    private static Instant time(String option, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw CliException.usage(option + " takes a time in UTC such as 2026-11-21T08:00:00Z");
        }
    }
}
