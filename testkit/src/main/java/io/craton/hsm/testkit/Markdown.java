package io.craton.hsm.testkit;

import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The few forms of Markdown that made pages have. */
public final class Markdown {
    private Markdown() {}

    /**
     * A table.
     *
     * @param heading its first line, such as {@code | Name | Type |}
     * @param rows a text for each column
     */
    public static String table(String heading, Stream<List<String>> rows) {
        int columns = (int) heading.chars().filter(c -> c == '|').count() - 1;
        StringBuilder text = new StringBuilder(heading).append("\n|");
        text.append(String.join("", Collections.nCopies(columns, "---|"))).append('\n');
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }
}
