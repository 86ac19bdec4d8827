package io.craton.hsm.cli.backup;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is set in a configuration, for another host: a value that has a path in it is left out, and
 * its key stands there as a comment.
 */
final class PortableConfig {
    private PortableConfig() {}

    /** The file. */
    static String toml(HsmConfig config) {
        StringBuilder text = new StringBuilder();
        text.append("# Values that are paths of the host were left out; set them anew.\n");
        String section = "";
        for (ConfigKey key : keys(config, false)) {
            if (!key.section().equals(section)) {
                section = key.section();
                text.append("\n[").append(section).append("]\n");
            }
            text.append(line(key, config.get(key))).append('\n');
        }
        for (ConfigKey key : keys(config, true)) {
            rows(key, config.get(key), text);
        }
        return text.toString();
    }

    private static List<ConfigKey> keys(HsmConfig config, boolean tables) {
        return Stream.of(ConfigKey.values())
                .filter(config::isSet)
                .filter(key -> tables == (key.type() == ConfigKey.Type.TABLE))
                .sorted(java.util.Comparator.comparing(ConfigKey::section))
                .toList();
    }

    private static String line(ConfigKey key, @Nullable Object value) {
        String name = key.path().substring(key.section().length() + 1);
        boolean left = key.type() == ConfigKey.Type.PATH || String.valueOf(value).contains("/");
        return left ? "# " + name + " = (a path of the host)" : name + " = " + toml(value);
    }

    private static void rows(ConfigKey key, @Nullable Object value, StringBuilder text) {
        if (!(value instanceof List<?> rows)) {
            return;
        }
        for (Object row : rows) {
            text.append("\n[[").append(key.path()).append("]]\n");
            if (row instanceof Map<?, ?> columns) {
                columns.forEach(
                        (name, column) ->
                                text.append(name).append(" = ").append(toml(column)).append('\n'));
            }
        }
    }

    private static String toml(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(PortableConfig::toml)
                    .collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? quoted(text) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
