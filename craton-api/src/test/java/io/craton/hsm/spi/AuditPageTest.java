package io.craton.hsm.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.spi.AuditEvent.Category;
import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.Sources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The events and details of the audit log in the documents, and what a detail takes. */
class AuditPageTest {
    private static final Pattern OPEN = Pattern.compile("\\{[^}]+}");
    private static final String VALUE = "$1 \\ {x}";

    @PageTest
    void details_areOnThePage() {
        Page.of("docs/audit.md")
                .has(
                        "details",
                        Markdown.table(
                                "| Events | Detail | When |",
                                Arrays.stream(AuditDetail.values()).map(AuditPageTest::cells)));
    }

    @PageTest
    void events_areOnThePageOfFormats() {
        List<List<String>> rows = new ArrayList<>();
        for (String level : List.of("admin", "auth", "crypto", "all")) {
            for (boolean durable : new boolean[] {true, false}) {
                String events =
                        names(event -> level(event).equals(level) && event.durable() == durable);
                if (!events.isEmpty()) {
                    rows.add(List.of("`" + level + "`", durable ? "yes" : "", events));
                }
            }
        }
        Page.of("docs/formats.md")
                .has("events", Markdown.table("| Level | Durable | Events |", rows.stream()));
    }

    /** A row that nobody writes would be a promise of the page. */
    @Test
    void everyDetail_isWrittenBySomething() {
        String code = Sources.text("AuditDetail.java");

        assertThat(AuditDetail.values())
                .allSatisfy(detail -> assertThat(code).contains("AuditDetail." + detail.name()));
    }

    @Test
    void everyDetail_takesWhatItsWordsLeaveOpen_andNothingElse() {
        for (AuditDetail detail : AuditDetail.values()) {
            int open = (int) detail.words().chars().filter(c -> c == '{').count();
            Object[] values = new Object[open];
            Arrays.fill(values, VALUE);

            assertThat(detail.with(values).toString())
                    .isEqualTo(
                            OPEN.matcher(detail.words())
                                    .replaceAll(Matcher.quoteReplacement(VALUE)));
            assertThatThrownBy(() -> detail.with(new Object[open + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(detail.name());
            if (open > 0) {
                assertThatThrownBy(detail::text).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static List<String> cells(AuditDetail detail) {
        return List.of(names(detail.events()::contains), detail.words(), detail.when());
    }

    private static String names(Predicate<AuditEvent> wanted) {
        return Arrays.stream(AuditEvent.values())
                .filter(wanted)
                .map(event -> "`" + event.eventName() + "`")
                .collect(Collectors.joining(", "));
    }

    private static String level(AuditEvent event) {
        Category category = event.category();
        boolean narrow = category != Category.SESSION && category != Category.OBJECT;
        return narrow ? category.name().toLowerCase(Locale.ROOT) : "all";
    }
}
