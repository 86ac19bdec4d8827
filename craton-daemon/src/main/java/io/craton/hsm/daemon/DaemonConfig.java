package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a daemon, from its file, which can be read again. What is for programs that
 * use a daemon ({@code client.target}) may stand in the same file and is not looked at.
 */
final class DaemonConfig {
    /** What belongs to a door on the network, which there is not. */
    private static final List<ConfigKey> OF_THE_NETWORK =
            List.of(
                    ConfigKey.DAEMON_BIND,
                    ConfigKey.DAEMON_LISTEN_ADDR,
                    ConfigKey.DAEMON_TLS_CERT,
                    ConfigKey.DAEMON_TLS_KEY,
                    ConfigKey.DAEMON_TLS_CLIENT_CA,
                    ConfigKey.DAEMON_TLS_CLIENT_CRL,
                    ConfigKey.DAEMON_CRL_REFRESH_SECS,
                    ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS,
                    ConfigKey.DAEMON_ALLOW_INSECURE);

    private DaemonConfig() {}

    /**
     * Reads it.
     *
     * @param file the file; null for the one that is found, or the defaults
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it cannot be used by a daemon
     */
    static HsmConfig read(@Nullable Path file) {
        HsmConfig config = file == null ? ConfigFile.discover() : ConfigFile.load(file);
        for (ConfigKey key : OF_THE_NETWORK) {
            if (config.isSet(key)) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        key.path()
                                + " is for a daemon on the network, and this one serves at a Unix socket alone; remove the key");
            }
        }
        return config.toBuilder().unset(ConfigKey.CLIENT_TARGET).build();
    }

    /**
     * The file of an argument of the program.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if no file can have such a name
     */
    static Path file(String argument) {
        try {
            return Path.of(argument);
        } catch (InvalidPathException e) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the name of the configuration cannot be the name of a file here; a locale"
                            + " with UTF-8, such as LC_ALL=C.UTF-8, permits all characters",
                    e);
        }
    }

    /** Where the socket is. */
    static Path socket(HsmConfig config) {
        String socket = config.string(ConfigKey.DAEMON_BIND_UNIX);
        return config.baseDirectory().resolve(socket).toAbsolutePath();
    }
}
