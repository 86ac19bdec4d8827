package io.craton.hsm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a key of the configuration may be: type, limits, default, and rules about other keys.
 *
 * @param type its type
 * @param min the smallest number, or the least length, or the fewest items or rows
 * @param max the largest number, or the greatest length, or the most items or rows
 * @param unit what a number counts; empty for other types
 * @param allowed the choices, of a {@link ConfigKey.Type#CHOICE}
 * @param columns what an item of a {@link ConfigKey.Type#LIST} is, or a row of a {@link
 *     ConfigKey.Type#TABLE}
 * @param byDefault the value if it is not set, or the key whose value it then has, or null
 * @param rules what has to be so between this key and others
 */
record ConfigValue(
        ConfigKey.Type type,
        long min,
        long max,
        String unit,
        List<String> allowed,
        List<Column> columns,
        @Nullable Object byDefault,
        List<ConfigRule> rules) {
    private static final int LONGEST_PATH = 4096;

    /**
     * A column of a table, or the one of a list, which has no name.
     *
     * @param name what stands before the equals sign
     * @param value what may stand behind it
     * @param required whether every row has it
     */
    record Column(String name, ConfigValue value, boolean required) {}

    private static ConfigValue plain(ConfigKey.Type type, long min, long max, String unit) {
        return new ConfigValue(type, min, max, unit, List.of(), List.of(), null, List.of());
    }

    private static ConfigValue of(ConfigKey.Type type, long min, long max, List<Column> columns) {
        return new ConfigValue(type, min, max, "", List.of(), columns, null, List.of());
    }

    /** Printable ASCII of so many bytes. */
    static ConfigValue text(int min, int max) {
        return plain(ConfigKey.Type.STRING, min, max, "");
    }

    /** A file or directory. */
    static ConfigValue location() {
        return plain(ConfigKey.Type.PATH, 1, LONGEST_PATH, "");
    }

    /** A whole number of something. */
    static ConfigValue number(long min, long max, String unit) {
        return plain(ConfigKey.Type.INTEGER, min, max, unit);
    }

    /** True or false. */
    static ConfigValue flag(boolean byDefault) {
        return plain(ConfigKey.Type.BOOLEAN, 0, 0, "").with(byDefault);
    }

    /** One of several words. */
    static ConfigValue choice(String... allowed) {
        return new ConfigValue(
                ConfigKey.Type.CHOICE, 0, 0, "", List.of(allowed), List.of(), null, List.of());
    }

    /** So many of a kind; one may stand without brackets. */
    static ConfigValue list(int min, int max, ConfigValue item) {
        return of(ConfigKey.Type.LIST, min, max, List.of(new Column("", item, true)));
    }

    /** At most so many rows of these columns. */
    static ConfigValue table(int max, Column... columns) {
        return of(ConfigKey.Type.TABLE, 0, max, List.of(columns));
    }

    /** A column that every row has. */
    static Column column(String name, ConfigValue value) {
        return new Column(name, value, true);
    }

    /** A column that a row may be without. */
    static Column optionalColumn(String name, ConfigValue value) {
        return new Column(name, value, false);
    }

    /** With a default. */
    ConfigValue orElse(String value) {
        return with(value);
    }

    /** With a default. */
    ConfigValue orElse(long value) {
        return with((Object) value);
    }

    /** With the value of another key as its default. */
    ConfigValue orElse(ConfigKey other) {
        return with((Object) other);
    }

    private ConfigValue with(Object value) {
        return new ConfigValue(type, min, max, unit, allowed, columns, value, rules);
    }

    /** Not greater than the number of another key. */
    ConfigValue atMost(ConfigKey other) {
        return with(ConfigRule.atMost(other));
    }

    /** Not less than the number of another key. */
    ConfigValue atLeast(ConfigKey other) {
        return with(ConfigRule.atLeast(other));
    }

    /** Another name of a key: both are not set to different values. */
    ConfigValue sameAs(ConfigKey other) {
        return with(ConfigRule.sameAs(other));
    }

    /** As many items as the list of another key, if both are set. */
    ConfigValue asManyAs(ConfigKey other) {
        return with(ConfigRule.asManyAs(other));
    }

    /** With only this value while {@code algorithms.fips_approved_only} is true. */
    ConfigValue whenApprovedOnly(boolean value) {
        return with(ConfigRule.whenApprovedOnly(value));
    }

    private ConfigValue with(ConfigRule rule) {
        List<ConfigRule> more = Stream.concat(rules.stream(), Stream.of(rule)).toList();
        return new ConfigValue(type, min, max, unit, allowed, columns, byDefault, more);
    }

    /** What is allowed, in words. */
    String constraint() {
        return switch (type) {
            case STRING -> min + " to " + max + " bytes of printable ASCII";
            case PATH -> "a relative path without '..'";
            case INTEGER -> "a whole number from " + min + " to " + max;
            case BOOLEAN -> "true or false";
            case CHOICE -> "one of " + String.join(", ", allowed);
            case LIST -> "a list of " + min + " to " + max + ", each " + item().constraint();
            case TABLE -> "at most " + max + " rows of " + names();
        };
    }

    private ConfigValue item() {
        return columns.get(0).value();
    }

    private String names() {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }

    boolean accepts(Object value) {
        return problems(value, path -> null).isEmpty();
    }

    /**
     * Everything that is wrong with a value.
     *
     * @param paths what is allowed instead of a path, in words; null if it is fine
     */
    List<ConfigProblem> problems(Object value, UnaryOperator<@Nullable String> paths) {
        return switch (type) {
            case LIST -> ofList(value, paths);
            case TABLE -> ofTable(value, paths);
            default -> single(value, paths).stream().map(ConfigProblem::takes).toList();
        };
    }

    /** What is allowed instead of a value; none if it is. */
    private Optional<String> single(Object value, UnaryOperator<@Nullable String> paths) {
        boolean allowedHere =
                switch (type) {
                    case STRING -> value instanceof String text && fits(text) && printable(text);
                    case PATH ->
                            value instanceof String text && fits(text) && text.indexOf('\0') < 0;
                    case INTEGER -> value instanceof Long number && number >= min && number <= max;
                    case BOOLEAN -> value instanceof Boolean;
                    case CHOICE -> value instanceof String text && allowed.contains(text);
                    case LIST, TABLE -> false;
                };
        if (!allowedHere) {
            return Optional.of(constraint());
        }
        return type == ConfigKey.Type.PATH
                ? Optional.ofNullable(paths.apply((String) value))
                : Optional.empty();
    }

    private List<ConfigProblem> ofList(Object value, UnaryOperator<@Nullable String> paths) {
        List<?> items = value instanceof List<?> several ? several : List.of(value);
        if (items.size() < min || items.size() > max) {
            return List.of(ConfigProblem.takes(constraint()));
        }
        List<ConfigProblem> problems = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            for (ConfigProblem problem : item().problems(items.get(i), paths)) {
                problems.add(value instanceof List ? problem.inside(i) : problem);
            }
        }
        return problems;
    }

    private List<ConfigProblem> ofTable(Object value, UnaryOperator<@Nullable String> paths) {
        if (!(value instanceof List<?> rows) || rows.size() > max) {
            return List.of(ConfigProblem.takes(constraint()));
        }
        List<ConfigProblem> problems = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            for (ConfigProblem problem : ofRow(rows.get(i), paths)) {
                problems.add(problem.inside(i));
            }
        }
        return problems;
    }

    private List<ConfigProblem> ofRow(Object value, UnaryOperator<@Nullable String> paths) {
        if (!(value instanceof Map<?, ?> row)) {
            return List.of(ConfigProblem.takes("a row of " + names()));
        }
        List<ConfigProblem> problems = new ArrayList<>();
        Map<Object, Object> unknown = new LinkedHashMap<>(row);
        for (Column column : columns) {
            Object cell = unknown.remove(column.name());
            if (cell != null) {
                for (ConfigProblem problem : column.value().problems(cell, paths)) {
                    problems.add(problem.inside(column.name()));
                }
            } else if (column.required()) {
                problems.add(new ConfigProblem(List.of(), "has no " + column.name()));
            }
        }
        for (Object name : unknown.keySet()) {
            problems.add(new ConfigProblem(List.of(name), "is unknown; a row has " + names()));
        }
        return problems;
    }

    /** An allowed value as it is kept: a list of one for one without brackets, and unchangeable. */
    Object kept(Object value) {
        return switch (type) {
            case LIST -> value instanceof List<?> several ? List.copyOf(several) : List.of(value);
            case TABLE ->
                    value instanceof List<?> rows ? rows.stream().map(this::row).toList() : value;
            default -> value;
        };
    }

    private Object row(Object value) {
        Map<String, Object> kept = new LinkedHashMap<>();
        for (Column column : columns) {
            Object cell = value instanceof Map<?, ?> row ? row.get(column.name()) : null;
            if (cell != null) {
                kept.put(column.name(), column.value().kept(cell));
            }
        }
        return Collections.unmodifiableMap(kept);
    }

    private boolean fits(String text) {
        return text.length() >= min && text.length() <= max;
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
