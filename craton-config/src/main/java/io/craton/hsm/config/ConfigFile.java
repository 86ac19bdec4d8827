package io.craton.hsm.config;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads {@code craton_hsm.toml}: finds it, refuses one that others could have changed, and reports
 * everything that is wrong with it at once, each with file, line, key, value and what is allowed.
 */
public final class ConfigFile {
    /** The name that is looked for. */
    public static final String NAME = "craton_hsm.toml";

    private final Path file;
    private final UnaryOperator<@Nullable String> environment;
    private final List<String> problems = new ArrayList<>();

    private ConfigFile(Path file, UnaryOperator<@Nullable String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * The file that applies: the system property {@code craton.hsm.config}, else the environment
     * variable {@code CRATON_HSM_CONFIG}, else {@code craton_hsm.toml} in {@code CRATON_HSM_HOME}
     * or the working directory if it is there.
     *
     * @return empty if there is none and the defaults hold
     */
    public static Optional<Path> locate() {
        return locate(ConfigFile::setting);
    }

    static Optional<Path> locate(UnaryOperator<@Nullable String> environment) {
        String named = environment.apply("CRATON_HSM_CONFIG");
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path usual = home(environment).resolve(NAME);
        return Files.exists(usual, java.nio.file.LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(usual)
                : Optional.empty();
    }

    /**
     * The configuration that applies: of the file that {@link #locate} names, or the defaults.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} with everything that is wrong
     */
    public static HsmConfig discover() {
        return discover(ConfigFile::setting);
    }

    static HsmConfig discover(UnaryOperator<@Nullable String> environment) {
        return locate(environment)
                .map(path -> load(path, environment))
                .orElseGet(() -> HsmConfig.builder().baseDirectory(home(environment)).build());
    }

    /**
     * Reads a file.
     *
     * @param file the file; neither a symbolic link nor writable by others than its owner
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} with everything that is wrong
     */
    public static HsmConfig load(Path file) {
        return load(file, ConfigFile::setting);
    }

    static HsmConfig load(Path file, UnaryOperator<@Nullable String> environment) {
        return new ConfigFile(file, environment).read();
    }

    /**
     * The system property of a variable, {@code craton.hsm.config} for {@code CRATON_HSM_CONFIG},
     * else the variable.
     */
    private static @Nullable String setting(@Nullable String variable) {
        if (variable == null) {
            return null;
        }
        String property =
                System.getProperty(variable.toLowerCase(java.util.Locale.ROOT).replace('_', '.'));
        String value = property != null ? property : System.getenv(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private static Path home(UnaryOperator<@Nullable String> environment) {
        String home = environment.apply("CRATON_HSM_HOME");
        return Path.of(home == null ? "" : home);
    }

    private HsmConfig read() {
        String unsafe = FileTrust.problem(file);
        if (unsafe != null) {
            throw bad(unsafe);
        }
        TomlParseResult toml = parse();
        HsmConfig.Builder builder = HsmConfig.builder().baseDirectory(home(environment));
        for (TomlParseError error : toml.errors()) {
            problems.add(at(error.position()) + error.getMessage());
        }
        if (problems.isEmpty()) {
            flatten("", toml, new TreeMap<>())
                    .forEach((key, value) -> take(builder, toml, key, value));
        }
        if (toml.errors().isEmpty()) {
            builder.problems().forEach(problem -> problems.add(file + ": " + problem));
        }
        if (!problems.isEmpty()) {
            throw bad(String.join("; ", problems));
        }
        return builder.build();
    }

    private TomlParseResult parse() {
        try {
            return Toml.parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the configuration file "
                            + file
                            + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "); check that it is there, is UTF-8 and may be read by this account",
                    e);
        }
    }

    /**
     * Every value of the file under its full name; a table that is empty counts as a name that is
     * looked up.
     */
    private static Map<String, Object> flatten(
            String prefix, TomlTable table, Map<String, Object> into) {
        for (String key : table.keySet()) {
            Object value = table.get(List.of(key));
            String path = prefix + key;
            if (value instanceof TomlTable inner
                    && (!inner.isEmpty() || ConfigNames.isSection(path))) {
                flatten(path + ".", inner, into);
            } else if (value != null) {
                into.put(path, value);
            }
        }
        return into;
    }

    private void take(HsmConfig.Builder builder, TomlTable toml, String name, Object value) {
        TomlPosition position = toml.inputPositionOf(List.of(name.split("\\.")));
        Optional<ConfigKey> known = ConfigKey.of(name);
        if (known.isEmpty()) {
            problems.add(
                    at(position)
                            + "unknown key "
                            + name
                            + ConfigNames.nearest(name)
                                    .map(near -> "; did you mean " + near + "?")
                                    .orElse(""));
            return;
        }
        ConfigKey key = known.get();
        String wrong = key.accepts(value) ? null : key.constraint();
        if (wrong == null && key.type() == ConfigKey.Type.PATH) {
            wrong =
                    PathRules.problem(
                            (String) value,
                            home(environment),
                            environment.apply("CRATON_HSM_ALLOWED_ROOTS"));
        }
        if (wrong == null) {
            builder.set(key, value);
        } else {
            problems.add(
                    at(position)
                            + name
                            + " = "
                            + shown(value)
                            + " is not allowed; it takes "
                            + wrong);
        }
    }

    /** A value as it stands in the file, cut to a length that a terminal can show. */
    private static String shown(Object value) {
        String text =
                value instanceof String string
                        ? "\"" + Printable.line(string) + "\""
                        : Printable.line(value.toString());
        return text.length() > 80 ? text.substring(0, 77) + "..." : text;
    }

    private String at(@Nullable TomlPosition position) {
        return position == null ? file + ": " : file + " line " + position.line() + ": ";
    }

    private static HsmException bad(String text) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "the configuration is not usable: " + text);
    }
}
