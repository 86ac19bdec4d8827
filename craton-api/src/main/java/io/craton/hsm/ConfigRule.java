package io.craton.hsm;

import org.jspecify.annotations.Nullable;

/**
 * What has to be so between two keys of the configuration.
 *
 * @param words the rule in a few words, such as "at most {@code token.max_sessions}"
 * @param check says what is wrong
 */
record ConfigRule(String words, Check check) {
    /** Says what is wrong with the values of a configuration. */
    @FunctionalInterface
    interface Check {
        /**
         * @param key the key whose rule this is
         * @param config with values that are allowed each for itself
         * @return a sentence, or null if nothing is wrong
         */
        @Nullable String problem(ConfigKey key, HsmConfig config);
    }

    /** The number of the key is not greater than another's. */
    static ConfigRule atMost(ConfigKey other) {
        return new ConfigRule(
                "at most `" + other.path() + "`", (key, config) -> ordered(key, other, config));
    }

    /** The number of the key is not less than another's. */
    static ConfigRule atLeast(ConfigKey other) {
        return new ConfigRule(
                "at least `" + other.path() + "`", (key, config) -> ordered(other, key, config));
    }

    /** The key is another name of one. */
    static ConfigRule sameAs(ConfigKey other) {
        return new ConfigRule(
                "the same as `" + other.path() + "` if both are set",
                (key, config) -> same(other, key, config));
    }

    /** The lists of both keys have the same length. */
    static ConfigRule asManyAs(ConfigKey other) {
        return new ConfigRule(
                "as many as `" + other.path() + "`", (key, config) -> paired(other, key, config));
    }

    /** In approved mode the key has this value. */
    static ConfigRule whenApprovedOnly(boolean value) {
        return new ConfigRule(
                value + " while `algorithms.fips_approved_only` is true",
                (key, config) -> approved(key, value, config));
    }

    private static @Nullable String ordered(ConfigKey less, ConfigKey more, HsmConfig config) {
        if (config.integer(less) <= config.integer(more)) {
            return null;
        }
        return shown(less, config) + " must not be greater than " + shown(more, config);
    }

    private static String shown(ConfigKey key, HsmConfig config) {
        return key.path() + " = " + config.integer(key);
    }

    private static @Nullable String same(ConfigKey name, ConfigKey alias, HsmConfig config) {
        boolean both = config.isSet(name) && config.isSet(alias);
        if (!both || config.string(name).equals(config.string(alias))) {
            return null;
        }
        return name.path()
                + " and "
                + alias.path()
                + " are two names of one setting and differ; keep one";
    }

    private static @Nullable String paired(ConfigKey first, ConfigKey second, HsmConfig config) {
        boolean both = config.isSet(first) && config.isSet(second);
        if (!both || config.strings(first).size() == config.strings(second).size()) {
            return null;
        }
        return first.path()
                + " and "
                + second.path()
                + " belong together one by one and have different lengths";
    }

    private static @Nullable String approved(ConfigKey key, boolean value, HsmConfig config) {
        ConfigKey mode = ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY;
        if (!config.flag(mode) || config.flag(key) == value) {
            return null;
        }
        return key.path() + " must be " + value + " while " + mode.path() + " is true";
    }
}
