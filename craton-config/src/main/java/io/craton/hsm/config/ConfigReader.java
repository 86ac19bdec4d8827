package io.craton.hsm.config;

import io.craton.hsm.ConfigProblem;
import io.craton.hsm.spi.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads the text of a configuration by a table of keys. Nothing is passed over: a name that is not
 * in the table and a value that its key does not take are problems, each with its line.
 */
final class ConfigReader {
    private static final int LONGEST_SHOWN = 80;

    private final String source;
    private final KeyTable keys;
    private final UnaryOperator<@Nullable String> paths;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    /**
     * @param source what the text is of, for messages
     * @param keys which keys there are
     * @param paths what is allowed instead of a path, in words; null if it is fine
     */
    ConfigReader(String source, KeyTable keys, UnaryOperator<@Nullable String> paths) {
        this.source = source;
        this.keys = keys;
        this.paths = paths;
    }

    /** What is allowed, by the full name of its key. */
    Map<String, Object> values() {
        return values;
    }

    /** One sentence for each thing that is wrong, fit for a terminal whatever is in the text. */
    List<String> problems() {
        return problems.stream().map(Printable::line).toList();
    }

    /** Whether the text is TOML at all; where it is not, nothing is said of keys. */
    boolean read(String text) {
        TomlParseResult toml = Toml.parse(text);
        for (TomlParseError error : toml.errors()) {
            problems.add(at(error.position()) + error.getMessage());
        }
        if (toml.hasErrors()) {
            return false;
        }
        table("", toml);
        return true;
    }

    /** A table that is no section, or is empty, counts as a name that is looked up. */
    private void table(String prefix, TomlTable table) {
        for (String key : new TreeSet<>(table.keySet())) {
            String name = prefix + key;
            Object value = table.get(List.of(key));
            if (value instanceof TomlTable inner && !isValue(name, inner)) {
                table(name + ".", inner);
            } else if (value != null) {
                take(name, value, table.inputPositionOf(List.of(key)));
            }
        }
    }

    private boolean isValue(String name, TomlTable inner) {
        return keys.has(name) || (inner.isEmpty() && !keys.isSection(name));
    }

    private void take(String name, Object value, @Nullable TomlPosition position) {
        if (!keys.has(name)) {
            String near = keys.nearest(name).map(one -> "; did you mean " + one + "?").orElse("");
            problems.add(at(position) + "unknown key " + name + near);
            return;
        }
        Object plain = plain(value);
        List<ConfigProblem> wrong = keys.problems(name, plain, paths);
        if (wrong.isEmpty()) {
            values.put(name, plain);
        }
        for (ConfigProblem problem : wrong) {
            problems.add(sentence(name, value, position, problem));
        }
    }

    private String sentence(
            String name, Object value, @Nullable TomlPosition position, ConfigProblem problem) {
        Object found = value;
        TomlPosition line = position;
        for (Object step : problem.place()) {
            TomlPosition inner = positionOf(found, step);
            line = inner == null ? line : inner;
            found = inside(found, step);
        }
        String where = at(line) + name + problem.suffix();
        // A row is too much to show; a value is what somebody has to correct.
        return found instanceof TomlTable
                ? where + " " + problem.words()
                : where + " = " + shown(found) + " " + problem.words();
    }

    private static @Nullable TomlPosition positionOf(Object value, Object step) {
        if (value instanceof TomlArray array && step instanceof Integer index) {
            return array.inputPositionOf(index);
        }
        return value instanceof TomlTable table
                ? table.inputPositionOf(List.of(step.toString()))
                : null;
    }

    private static Object inside(Object value, Object step) {
        if (value instanceof TomlArray array && step instanceof Integer index) {
            return array.get(index);
        }
        Object found =
                value instanceof TomlTable table ? table.get(List.of(step.toString())) : null;
        return found == null ? value : found;
    }

    /** The value in Java's own types. */
    private static Object plain(Object value) {
        if (value instanceof TomlArray array) {
            return array.toList().stream().map(ConfigReader::plain).toList();
        }
        if (value instanceof TomlTable table) {
            Map<String, Object> row = new LinkedHashMap<>();
            table.toMap().forEach((name, inner) -> row.put(name, plain(inner)));
            return row;
        }
        return value;
    }

    /** A value as it stands in the file, cut to a length that a terminal can show. */
    private static String shown(Object value) {
        String text =
                value instanceof String string ? "\"" + string + "\"" : plain(value).toString();
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN - 3) + "..." : text;
    }

    private String at(@Nullable TomlPosition position) {
        return position == null ? source + ": " : source + " line " + position.line() + ": ";
    }
}
