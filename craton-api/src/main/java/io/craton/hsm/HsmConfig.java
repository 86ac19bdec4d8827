package io.craton.hsm;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of an {@link Hsm}. Immutable. A configuration that is built in Java is trusted:
 * its paths may be absolute (decision B6a); one that is read from a file obeys the path rules.
 */
public final class HsmConfig {
    private final Map<ConfigKey, Object> values;
    private final Path baseDirectory;
    private final Clock clock;

    private HsmConfig(Builder builder) {
        this.values = new EnumMap<>(builder.values);
        values.replaceAll(ConfigKey::kept);
        this.baseDirectory = builder.baseDirectory;
        this.clock = builder.clock;
    }

    /** A builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static HsmConfig defaults() {
        return builder().build();
    }

    /** A builder with these values. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        builder.baseDirectory = baseDirectory;
        builder.clock = clock;
        return builder;
    }

    /** Whether the key is set, not only by default. */
    public boolean isSet(ConfigKey key) {
        return values.containsKey(key);
    }

    /** The value of a key, or of the key that it follows, or its default, or null. */
    public @Nullable Object get(ConfigKey key) {
        Object value = values.get(key);
        if (value != null) {
            return value;
        }
        ConfigKey other = key.follows();
        return other == null ? key.defaultValue() : get(other);
    }

    /** The value of a key of type {@link ConfigKey.Type#INTEGER}. */
    public int integer(ConfigKey key) {
        return (int) (long) required(key, Long.class);
    }

    /** The value of a key of type {@link ConfigKey.Type#BOOLEAN}. */
    public boolean flag(ConfigKey key) {
        return required(key, Boolean.class);
    }

    /**
     * The value of a key of type {@link ConfigKey.Type#STRING} or {@link ConfigKey.Type#CHOICE}.
     */
    public String string(ConfigKey key) {
        return required(key, String.class);
    }

    /** The value of a key of type {@link ConfigKey.Type#LIST}, whose items are text. */
    public List<String> strings(ConfigKey key) {
        List<?> items = required(key, List.class);
        return items.stream().map(String.class::cast).toList();
    }

    /**
     * The rows of a key of type {@link ConfigKey.Type#TABLE}, each from the names of its columns to
     * their values; none if it is not set.
     */
    public List<Map<String, Object>> rows(ConfigKey key) {
        if (!isSet(key)) {
            return List.of();
        }
        List<?> rows = required(key, List.class);
        return rows.stream().map(HsmConfig::row).toList();
    }

    private static Map<String, Object> row(Object kept) {
        Map<String, Object> row = new LinkedHashMap<>();
        ((Map<?, ?>) kept).forEach((name, value) -> row.put((String) name, value));
        return row;
    }

    /**
     * The value of a key of type {@link ConfigKey.Type#PATH}, resolved against the base directory.
     */
    public Path path(ConfigKey key) {
        return baseDirectory.resolve(required(key, String.class)).toAbsolutePath().normalize();
    }

    private <T> T required(ConfigKey key, Class<T> type) {
        Object value = get(key);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the configuration has no value for " + key.path());
        }
        return type.cast(value);
    }

    /** What relative paths are relative to: {@code CRATON_HSM_HOME}, else the working directory. */
    public Path baseDirectory() {
        return baseDirectory;
    }

    /** The clock of the module: key dates and audit times. */
    public Clock clock() {
        return clock;
    }

    /** The same settings, with the same base directory and clock. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HsmConfig that
                && values.equals(that.values)
                && baseDirectory.equals(that.baseDirectory)
                && clock.equals(that.clock);
    }

    @Override
    public int hashCode() {
        return values.hashCode() * 31 + baseDirectory.hashCode();
    }

    /** Builds an {@link HsmConfig}. */
    public static final class Builder {
        private final Map<ConfigKey, Object> values = new EnumMap<>(ConfigKey.class);
        private Path baseDirectory = Path.of("");
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /**
         * Sets a key.
         *
         * @param value a {@link String}, {@link Long}, {@link Integer}, {@link Boolean} or {@link
         *     Path}, or what {@link ConfigKey.Type} says of lists and tables
         */
        public Builder set(ConfigKey key, Object value) {
            Arguments.notNull(key, "the key");
            Arguments.notNull(value, "the value of " + key.path());
            Object plain = value instanceof Integer number ? Long.valueOf(number) : value;
            values.put(key, plain instanceof Path path ? path.toString() : plain);
            return this;
        }

        /** Gives a key its default again. */
        public Builder unset(ConfigKey key) {
            values.remove(Arguments.notNull(key, "the key"));
            return this;
        }

        /** Sets {@code token.storage_path}. */
        public Builder storagePath(Path directory) {
            return set(ConfigKey.TOKEN_STORAGE_PATH, directory);
        }

        /** Sets {@code audit.log_path}. */
        public Builder auditLogPath(Path file) {
            return set(ConfigKey.AUDIT_LOG_PATH, file);
        }

        /** Sets what relative paths are relative to. */
        public Builder baseDirectory(Path directory) {
            this.baseDirectory = Arguments.notNull(directory, "the directory");
            return this;
        }

        /** Sets the clock; for tests. */
        public Builder clock(Clock newClock) {
            this.clock = Arguments.notNull(newClock, "the clock");
            return this;
        }

        /** Everything that is wrong, one sentence each: empty if {@link #build()} will succeed. */
        public List<String> problems() {
            List<String> problems = new ArrayList<>();
            values.forEach((key, value) -> check(key, value, problems));
            if (problems.isEmpty()) {
                HsmConfig config = new HsmConfig(this);
                for (ConfigKey key : ConfigKey.values()) {
                    key.rules().forEach(rule -> add(rule.check().problem(key, config), problems));
                }
            }
            return problems;
        }

        private static void check(ConfigKey key, Object value, List<String> problems) {
            for (ConfigProblem problem : key.problems(value, path -> null)) {
                String where = key.path() + problem.suffix();
                boolean whole = problem.place().isEmpty();
                problems.add((whole ? where + " = " + value : where) + " " + problem.words());
            }
        }

        private static void add(@Nullable String problem, List<String> problems) {
            if (problem != null) {
                problems.add(problem);
            }
        }

        /**
         * The configuration.
         *
         * @throws HsmException {@code CKR_ARGUMENTS_BAD} with every problem
         */
        public HsmConfig build() {
            List<String> problems = problems();
            if (!problems.isEmpty()) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "the configuration is not usable: " + String.join("; ", problems));
            }
            return new HsmConfig(this);
        }
    }
}
