package io.craton.hsm.config;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.ConfigProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a configuration may have, and what each takes: those of {@link ConfigKey}.
 *
 * @param checks by the full names of the keys
 */
record KeyTable(Map<String, Check> checks) {
    private static final int FAR = 4;

    /** What is wrong with the value of one key. */
    @FunctionalInterface
    interface Check {
        /** As {@link ConfigKey#problems}. */
        List<ConfigProblem> problems(Object value, UnaryOperator<@Nullable String> paths);
    }

    /** The keys of the module. */
    static KeyTable ofModule() {
        Map<String, Check> checks = new LinkedHashMap<>();
        for (ConfigKey key : ConfigKey.values()) {
            checks.put(key.path(), key::problems);
        }
        return new KeyTable(checks);
    }

    boolean has(String name) {
        return checks.containsKey(name);
    }

    List<ConfigProblem> problems(String name, Object value, UnaryOperator<@Nullable String> paths) {
        Check check = checks.get(name);
        return check == null ? List.of() : check.problems(value, paths);
    }

    /** Whether this is the name of a section, such as {@code token}. */
    boolean isSection(String name) {
        return checks.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
    }

    /** The known name that somebody who mistyped probably meant, if one is close. */
    Optional<String> nearest(String name) {
        String best = null;
        int distance = FAR + 1;
        for (String key : checks.keySet()) {
            // The right key in the wrong section is the likeliest mistake.
            int found = simple(key).equals(simple(name)) ? 0 : distance(name, key);
            if (found < distance) {
                best = key;
                distance = found;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String simple(String name) {
        return name.substring(name.indexOf('.') + 1);
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
