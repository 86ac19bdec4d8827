package io.craton.hsm.config;

import io.craton.hsm.ConfigKey;
import java.util.Arrays;
import java.util.Optional;

/** The names of the keys, and the one that somebody who mistyped probably meant. */
final class ConfigNames {
    private static final int FAR = 4;

    private ConfigNames() {}

    /** Whether this is the name of a section, such as {@code token}. */
    static boolean isSection(String name) {
        return Arrays.stream(ConfigKey.values()).anyMatch(key -> key.path().startsWith(name + "."));
    }

    /** The known name that is closest, if one is close. */
    static Optional<String> nearest(String name) {
        String best = null;
        int distance = FAR + 1;
        for (ConfigKey key : ConfigKey.values()) {
            String simple = key.path().substring(key.path().indexOf('.') + 1);
            String given = name.substring(name.indexOf('.') + 1);
            // The right key in the wrong section is the likeliest mistake.
            int found = simple.equals(given) ? 0 : distance(name, key.path());
            if (found < distance) {
                best = key.path();
                distance = found;
            }
        }
        return Optional.ofNullable(best);
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
