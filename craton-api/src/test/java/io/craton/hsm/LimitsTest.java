package io.craton.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z0-9_]+)` \\|.*\\| ([0-9,]+) \\|");

    @Test
    void theDocumentHasEachLimit_withItsNumber() throws IOException, IllegalAccessException {
        List<String> limits = new ArrayList<>();
        for (Field field : Limits.class.getFields()) {
            limits.add(
                    field.getName() + " " + String.format(Locale.ROOT, "%,d", field.getInt(null)));
        }
        List<String> rows =
                Files.readAllLines(Path.of("../docs/api.md")).stream()
                        .map(ROW::matcher)
                        .filter(java.util.regex.Matcher::matches)
                        .map(row -> row.group(1) + " " + row.group(2))
                        .toList();
        assertThat(rows).containsExactlyElementsOf(limits);
    }
}
