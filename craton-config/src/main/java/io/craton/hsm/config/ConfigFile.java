package io.craton.hsm.config;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code craton_hsm.toml}: finds it, refuses one that others could have changed, and reports
 * everything that is wrong with it at once, each with file, line, key, value and what is allowed.
 */
public final class ConfigFile {
    /** The name that is looked for. */
    public static final String NAME = "craton_hsm.toml";

    private final String source;
    private final UnaryOperator<@Nullable String> environment;

    private ConfigFile(String source, UnaryOperator<@Nullable String> environment) {
        this.source = source;
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
        return new ConfigFile(file.toString(), environment).read();
    }

    /**
     * Everything that is wrong with a file, a sentence for each, with its line where there is one.
     *
     * @param file any path
     * @return none if {@link #load} takes it
     */
    public static List<String> problems(Path file) {
        ConfigFile config = new ConfigFile(file.toString(), ConfigFile::setting);
        String unsafe = FileTrust.problem(file);
        return unsafe == null ? config.read(text(file), HsmConfig.builder()) : List.of(unsafe);
    }

    /**
     * Reads the text of a configuration that did not come as a file, by the same rules. The caller
     * answers for who wrote it.
     *
     * @param text TOML
     * @param source where it is from, for messages
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} with everything that is wrong
     */
    public static HsmConfig parse(String text, String source) {
        return new ConfigFile(source, ConfigFile::setting).read(text);
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
        String unsafe = FileTrust.problem(Path.of(source));
        if (unsafe != null) {
            throw bad(unsafe);
        }
        return read(text(Path.of(source)));
    }

    private HsmConfig read(String text) {
        HsmConfig.Builder builder = HsmConfig.builder().baseDirectory(home(environment));
        List<String> problems = read(text, builder);
        if (!problems.isEmpty()) {
            throw bad(String.join("; ", problems));
        }
        return builder.build();
    }

    /** What is wrong; what is right is set. */
    private List<String> read(String text, HsmConfig.Builder builder) {
        ConfigReader reader = new ConfigReader(source, KeyTable.ofModule(), this::pathProblem);
        boolean isToml = reader.read(text);
        reader.values().forEach((name, value) -> builder.set(key(name), value));
        List<String> problems = new ArrayList<>(reader.problems());
        if (isToml) {
            builder.problems().forEach(problem -> problems.add(source + ": " + problem));
        }
        return problems;
    }

    private static ConfigKey key(String name) {
        return ConfigKey.of(name).orElseThrow();
    }

    private @Nullable String pathProblem(@Nullable String path) {
        String roots = environment.apply("CRATON_HSM_ALLOWED_ROOTS");
        return path == null ? null : PathRules.problem(path, home(environment), roots);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
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

    private static HsmException bad(String text) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "the configuration is not usable: " + text);
    }
}
