package io.craton.hsm.fuzz;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.ConfigFile;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The reader of the configuration. Any text either is a configuration, all of whose values are
 * allowed, or is refused with {@code CKR_ARGUMENTS_BAD} and a sentence that a terminal can show;
 * nothing else happens.
 */
public final class ConfigTarget {
    private ConfigTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes, read as UTF-8
     * @throws AssertionError if the reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        HsmConfig config;
        try {
            config = ConfigFile.parse(new String(input, StandardCharsets.UTF_8), "input");
        } catch (HsmException e) {
            requireRefusal(e);
            return;
        }
        for (ConfigKey key : ConfigKey.values()) {
            requireAllowed(key, config.get(key));
        }
    }

    private static void requireRefusal(HsmException e) {
        if (e.code() != ReturnCode.CKR_ARGUMENTS_BAD) {
            throw new AssertionError("the reader does not answer " + e.code(), e);
        }
        if (String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl)) {
            throw new AssertionError("a message with control characters", e);
        }
    }

    private static void requireAllowed(ConfigKey key, @Nullable Object value) {
        if (value != null && !key.accepts(value)) {
            throw new AssertionError(key.path() + " was read and is not allowed: " + value);
        }
    }
}
