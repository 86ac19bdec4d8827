package io.craton.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Markdown;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.Sources;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} beside the table of the keys and the code that reads them. */
class ConfigurationPageTest {
    private static final Page PAGE = Page.of("docs/configuration.md");
    private static final Pattern SETTING =
            Pattern.compile("\"(CRATON_HSM_[A-Z_]+|craton\\.hsm\\.[a-z.-]+)\"");

    /** For a program that there is not yet; their section says so. */
    private static final String UNREAD = "daemon";

    @PageTest
    void everyKey_isOnThePage() {
        Set<String> sections =
                Arrays.stream(ConfigKey.values())
                        .map(ConfigKey::section)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        for (String section : sections) {
            PAGE.has(section, table(section));
        }
    }

    /** A key that changes nothing would be a promise that nobody keeps. */
    @Test
    void everyKey_isReadByTheCode() {
        String code = Sources.text("ConfigKey.java", "ConfigRule.java");
        Set<String> read =
                Pattern.compile("\\b[A-Z][A-Z0-9_]+\\b")
                        .matcher(code)
                        .results()
                        .map(found -> found.group())
                        .collect(Collectors.toSet());

        assertThat(ConfigKey.values())
                .filteredOn(key -> !key.section().equals(UNREAD))
                .extracting(Enum::name)
                .allSatisfy(name -> assertThat(read).contains(name));
    }

    @Test
    void everyEnvironmentVariableAndSystemProperty_isOnThePage() {
        Set<String> settings =
                SETTING.matcher(Sources.text())
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(settings).hasSizeGreaterThan(5);
        assertThat(settings).allSatisfy(name -> assertThat(PAGE.text()).contains("`" + name + "`"));
    }

    @Test
    void everyDefault_isAllowed() {
        for (ConfigKey key : ConfigKey.values()) {
            Object value = key.defaultValue();
            assertThat(value == null || key.accepts(value)).as(key.path()).isTrue();
        }
    }

    @Test
    void keyThatFollowsAnother_hasItsValue() {
        HsmConfig plain = HsmConfig.builder().build();
        assertThat(plain.integer(ConfigKey.TOKEN_MAX_RW_SESSIONS)).isEqualTo(100);
        HsmConfig.Builder set = HsmConfig.builder().set(ConfigKey.TOKEN_MAX_SESSIONS, 7);
        assertThat(set.build().integer(ConfigKey.TOKEN_MAX_RW_SESSIONS)).isEqualTo(7);
        set.set(ConfigKey.TOKEN_MAX_RW_SESSIONS, 3);
        assertThat(set.build().integer(ConfigKey.TOKEN_MAX_RW_SESSIONS)).isEqualTo(3);
    }

    private static String table(String section) {
        return Markdown.table(
                "| Key | Meaning | Value | Default |",
                Arrays.stream(ConfigKey.values())
                        .filter(key -> key.section().equals(section))
                        .map(ConfigurationPageTest::cells));
    }

    private static List<String> cells(ConfigKey key) {
        String rules =
                key.rules().stream().map(rule -> "; " + rule.words()).collect(Collectors.joining());
        return List.of(
                "`" + key.path().substring(key.section().length() + 1) + "`",
                key.description(),
                value(key) + rules,
                byDefault(key));
    }

    private static String value(ConfigKey key) {
        return switch (key.type()) {
            case STRING -> "text, " + key.min() + " to " + key.max() + " bytes of printable ASCII";
            case PATH -> "path";
            case INTEGER ->
                    String.format(Locale.ROOT, "%,d to %,d %s", key.min(), key.max(), key.unit());
            case BOOLEAN -> "true or false";
            case CHOICE ->
                    key.allowed().stream()
                            .map(word -> "`\"" + word + "\"`")
                            .collect(Collectors.joining(", "));
            case LIST ->
                    key.min()
                            + " to "
                            + key.max()
                            + " of "
                            + key.eachOf()
                            + ", in brackets if several";
            case TABLE -> key.constraint();
        };
    }

    private static String byDefault(ConfigKey key) {
        if (key.follows() != null) {
            return "that of `" + key.follows().path() + "`";
        }
        Object value = key.defaultValue();
        if (value == null) {
            return "none";
        }
        return value instanceof String ? "`\"" + value + "\"`" : "`" + value + "`";
    }
}
