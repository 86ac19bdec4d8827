package io.craton.hsm.cli.module;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where a daemon is that has a token. What stands in the store is only a hint: whose socket that is
 * the client looks at before it sends a byte (decision B53), whoever has written it down.
 *
 * @param target {@code unix:} and an absolute path
 */
@CheckReturnValue
record DaemonPlace(String target) {
    private static final String UNIX = "unix:";
    private static final String CLIENT = "client";
    private static final String LOCK = "LOCK";

    /** A process id, a target, and two line feeds; nobody makes a longer one. */
    private static final long LONGEST_LOCK = 2048;

    /**
     * What somebody has typed; a relative path is one of the working directory.
     *
     * @throws CliException if it is no place of a daemon
     */
    static DaemonPlace typed(String text) {
        if (!text.startsWith(UNIX) || text.length() == UNIX.length()) {
            throw CliException.usage(
                    "--connect takes unix: and the path of a socket, such as"
                            + " unix:/run/craton-hsm/craton-hsm.sock");
        }
        return new DaemonPlace(UNIX + Path.of(text.substring(UNIX.length())).toAbsolutePath());
    }

    /** Where a configuration says that it is; empty if it is for a module in this process. */
    static Optional<DaemonPlace> configured(HsmConfig config) {
        return config.isSet(ConfigKey.CLIENT_TARGET)
                ? Optional.of(new DaemonPlace(config.string(ConfigKey.CLIENT_TARGET)))
                : Optional.empty();
    }

    /**
     * What the process that has the store, or had it last, has written down in it (docs/formats.md,
     * "Store directory"). Empty if there is nothing to be read.
     */
    static Optional<DaemonPlace> announced(HsmConfig config) {
        if (!config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)) {
            return Optional.empty();
        }
        Path lock = config.path(ConfigKey.TOKEN_STORAGE_PATH).resolve(LOCK);
        try {
            boolean readable =
                    Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)
                            && Files.size(lock) <= LONGEST_LOCK;
            List<String> lines =
                    readable ? Files.readAllLines(lock, StandardCharsets.UTF_8) : List.of();
            return lines.size() == 2 && lines.get(1).matches(UNIX + "/\\P{Cntrl}+")
                    ? Optional.of(new DaemonPlace(lines.get(1)))
                    : Optional.empty();
        } catch (IOException e) {
            // Whoever may not read it may not open the store either, and hears of that.
            return Optional.empty();
        }
    }

    /** A configuration for the module of that daemon. */
    HsmConfig in(HsmConfig config) {
        return config.toBuilder()
                .set(ConfigKey.MODULE_IMPLEMENTATION, CLIENT)
                .set(ConfigKey.CLIENT_TARGET, target)
                .build();
    }

    @Override
    public String toString() {
        return target;
    }
}
