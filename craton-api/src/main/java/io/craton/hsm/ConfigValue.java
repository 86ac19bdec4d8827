package io.craton.hsm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a key of the configuration may be: type, limits, default, and rules about other keys.
 *
 * @param type its type
 * @param min the smallest number, or the least length
 * @param max the largest number, or the greatest length
 * @param unit what a number counts; empty for other types
 * @param allowed the choices, of a {@link ConfigKey.Type#CHOICE}
 * @param byDefault the value if it is not set, or null
 * @param rules what has to be so between this key and others
 */
record ConfigValue(
        ConfigKey.Type type,
        long min,
        long max,
        String unit,
        List<String> allowed,
        @Nullable Object byDefault,
        List<ConfigRule> rules) {
    private static final int LONGEST_PATH = 4096;

    /** Printable ASCII of so many bytes. */
    static ConfigValue text(int min, int max) {
        return new ConfigValue(ConfigKey.Type.STRING, min, max, "", List.of(), null, List.of());
    }

    /** A file or directory. */
    static ConfigValue location() {
        return new ConfigValue(
                ConfigKey.Type.PATH, 1, LONGEST_PATH, "", List.of(), null, List.of());
    }

    /** A whole number of something. */
    static ConfigValue number(long min, long max, String unit) {
        return new ConfigValue(ConfigKey.Type.INTEGER, min, max, unit, List.of(), null, List.of());
    }

    /** True or false. */
    static ConfigValue flag(boolean byDefault) {
        return new ConfigValue(ConfigKey.Type.BOOLEAN, 0, 0, "", List.of(), byDefault, List.of());
    }

    /** One of several words. */
    static ConfigValue choice(String... allowed) {
        return new ConfigValue(ConfigKey.Type.CHOICE, 0, 0, "", List.of(allowed), null, List.of());
    }

    /** With a default. */
    ConfigValue orElse(String value) {
        return new ConfigValue(type, min, max, unit, allowed, value, rules);
    }

    /** With a default. */
    ConfigValue orElse(long value) {
        return new ConfigValue(type, min, max, unit, allowed, value, rules);
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

    /** With only this value while {@code algorithms.fips_approved_only} is true. */
    ConfigValue whenApprovedOnly(boolean value) {
        return with(ConfigRule.whenApprovedOnly(value));
    }

    private ConfigValue with(ConfigRule rule) {
        List<ConfigRule> more = Stream.concat(rules.stream(), Stream.of(rule)).toList();
        return new ConfigValue(type, min, max, unit, allowed, byDefault, more);
    }

    /** What is allowed, in words. */
    String constraint() {
        return switch (type) {
            case STRING -> min + " to " + max + " bytes of printable ASCII";
            case PATH -> "a relative path without '..'";
            case INTEGER -> "a whole number from " + min + " to " + max;
            case BOOLEAN -> "true or false";
            case CHOICE -> "one of " + String.join(", ", allowed);
        };
    }

    boolean accepts(Object value) {
        return switch (type) {
            case STRING -> value instanceof String text && fits(text) && printable(text);
            case PATH -> value instanceof String text && fits(text) && text.indexOf('\0') < 0;
            case INTEGER -> value instanceof Long number && number >= min && number <= max;
            case BOOLEAN -> value instanceof Boolean;
            case CHOICE -> value instanceof String text && allowed.contains(text);
        };
    }

    private boolean fits(String text) {
        return text.length() >= min && text.length() <= max;
    }

    private static boolean printable(String text) {
        return text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    }
}
