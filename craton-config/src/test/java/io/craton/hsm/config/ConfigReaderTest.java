package io.craton.hsm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.TestKeys;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Lists and tables, with keys that only this test has. */
class ConfigReaderTest {
    private static final KeyTable KEYS =
            new KeyTable(
                    Map.of("daemon.client", TestKeys::clients, "audit.targets", TestKeys::targets));

    private final ConfigReader reader =
            new ConfigReader("x.toml", KEYS, path -> path.startsWith("/") ? "another path" : null);

    private List<String> problems(String... lines) {
        reader.read(String.join("\n", lines));
        return reader.problems();
    }

    @Test
    void rowsAndLists_areRead() {
        assertThat(
                        problems(
                                "[audit]",
                                "targets = ['a', 'b']",
                                "[[daemon.client]]",
                                "name = 'ops'",
                                "rights = ['use', 'admin']",
                                "slot = 2",
                                "[[daemon.client]]",
                                "name = 'ci'",
                                "rights = 'read'"))
                .isEmpty();
        assertThat(reader.values())
                .containsEntry("audit.targets", List.of("a", "b"))
                .containsEntry(
                        "daemon.client",
                        List.of(
                                Map.of(
                                        "name",
                                        "ops",
                                        "rights",
                                        List.of("use", "admin"),
                                        "slot",
                                        2L),
                                Map.of("name", "ci", "rights", "read")));
    }

    @Test
    void whatIsWrong_isNamedWithItsOwnLine() {
        assertThat(
                        problems(
                                "[audit]",
                                "targets = [",
                                "  'a',",
                                "  '/etc',",
                                "]",
                                "[[daemon.client]]",
                                "name = 'ops'",
                                "rigths = 'use'",
                                "[[daemon.client]]",
                                "rights = ['read',",
                                "  'all']",
                                "slot = 'one'"))
                .containsExactly(
                        "x.toml line 4: audit.targets[2] = \"/etc\" is not allowed; it takes another path",
                        "x.toml line 8: daemon.client[1].rigths = \"use\" is unknown; a row has name, rights, slot, home",
                        "x.toml line 9: daemon.client[2] has no name",
                        "x.toml line 11: daemon.client[2].rights[2] = \"all\" is not allowed; it takes one of read, use, admin",
                        "x.toml line 12: daemon.client[2].slot = \"one\" is not allowed; it takes a whole number from 0 to 9");
        assertThat(reader.values()).isEmpty();
    }

    @Test
    void valueOfAnotherType_isRefused() {
        assertThat(problems("daemon.client = 'ops'", "audit.targets = []"))
                .containsExactly(
                        "x.toml line 2: audit.targets = [] is not allowed; it takes a list of 1 to 2, each a relative path without '..'",
                        "x.toml line 1: daemon.client = \"ops\" is not allowed; it takes at most 3 rows of name, rights, slot, home");
    }

    @Test
    void tableWhereRowsAreMeant_andRowsOfSomethingElse_areRefused() {
        assertThat(problems("[daemon.client]", "name = 'ops'"))
                .singleElement()
                .asString()
                .startsWith("x.toml line 1: daemon.client")
                .contains("at most 3 rows");
    }

    @Test
    void itemsThatAreNoRows_andTooManyRows_areRefused() {
        assertThat(problems("daemon.client = ['a', {name = 'b'}]"))
                .containsExactly(
                        "x.toml line 1: daemon.client[1] = \"a\" is not allowed; it takes a row of name, rights, slot, home");
        ConfigReader other = new ConfigReader("y.toml", KEYS, path -> null);
        other.read("[[daemon.client]]\nname = 'x'\n".repeat(4));
        assertThat(other.problems()).singleElement().asString().contains("at most 3 rows");
    }

    /** What was read is written and read again, to the same. */
    @Test
    void roundTrip() {
        reader.read(
                """
                [[daemon.client]]
                name = "ops"
                rights = ["use"]
                slot = 1
                home = "a/b"
                [[daemon.client]]
                name = "ci"
                """);
        Object kept = TestKeys.keptClients(reader.values().get("daemon.client"));

        ConfigReader again = new ConfigReader("again.toml", KEYS, path -> null);
        again.read("daemon.client = " + toml(kept));

        assertThat(again.problems()).isEmpty();
        assertThat(TestKeys.keptClients(again.values().get("daemon.client"))).isEqualTo(kept);
        assertThat((List<?>) kept).hasSize(2);
    }

    @Test
    @SuppressWarnings("unchecked")
    void whatIsKept_cannotBeChanged_andOneStandsForAListOfOne() {
        reader.read("[[daemon.client]]\nname = 'ci'\nrights = 'read'");
        List<Map<String, Object>> kept =
                (List<Map<String, Object>>)
                        TestKeys.keptClients(reader.values().get("daemon.client"));
        assertThat(kept.get(0)).containsEntry("rights", List.of("read"));
        assertThatThrownBy(() -> kept.get(0).put("name", "other"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static String toml(Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(ConfigReaderTest::toml)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> row) {
            return row.entrySet().stream()
                    .map(cell -> cell.getKey() + " = " + toml(cell.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }
}
