package io.craton.hsm.cli.module;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Whether there is a store where the configuration says. Opening the module makes one, which is
 * right for who initialises a token and wrong for who looks for one in the wrong directory.
 *
 * @param path where it is, or would be
 * @param exists whether it is there, or is not kept in files at all
 */
@CheckReturnValue
public record StorePresence(Path path, boolean exists) {
    /** Looks; touches nothing. */
    public static StorePresence of(HsmConfig config) {
        Path path = config.path(ConfigKey.TOKEN_STORAGE_PATH);
        boolean inMemory = !config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS);
        return new StorePresence(path, inMemory || hasSomething(path));
    }

    /** What is no directory is there, too: the store says what is wrong with it. */
    private static boolean hasSomething(Path path) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            // It may not be listed by this account; the store says so, too.
            return true;
        }
    }

    /** What to say if it is not there. */
    public String sentence() {
        return "there is no store "
                + path
                + ", and so no token; 'token init' makes one, and --config or CRATON_HSM_CONFIG names the"
                + " configuration of one that is elsewhere";
    }

    /**
     * The configuration of a module that looks the same and makes no file; but for the audit log,
     * without which there is no approved-only mode.
     */
    public static HsmConfig withoutFiles(HsmConfig config) {
        return config.toBuilder()
                .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                .set(ConfigKey.AUDIT_ENABLED, config.flag(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY))
                .build();
    }
}
