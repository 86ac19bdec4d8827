package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.daemon.tls.BindAddress;
import io.craton.hsm.daemon.tls.TlsSettings;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a daemon, from its file, which can be read again. What is for programs that
 * use a daemon ({@code client.target}) may stand in the same file and is not looked at.
 */
final class DaemonConfig {
    /** Any of these says that there is a door on the network. */
    private static final List<ConfigKey> OF_THE_NETWORK =
            List.of(
                    ConfigKey.DAEMON_BIND,
                    ConfigKey.DAEMON_LISTEN_ADDR,
                    ConfigKey.DAEMON_ALLOW_INSECURE,
                    ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS,
                    ConfigKey.DAEMON_TLS_CERT,
                    ConfigKey.DAEMON_TLS_KEY,
                    ConfigKey.DAEMON_TLS_CLIENT_CA);

    /** What counts as soon as it is read again. */
    private static final Set<ConfigKey> READ_AGAIN =
            EnumSet.of(
                    ConfigKey.DAEMON_CLIENT,
                    ConfigKey.DAEMON_TLS_CERT,
                    ConfigKey.DAEMON_TLS_KEY,
                    ConfigKey.DAEMON_TLS_CLIENT_CA,
                    ConfigKey.DAEMON_TLS_CLIENT_CRL,
                    ConfigKey.DAEMON_TLS_CLIENT_FINGERPRINTS,
                    ConfigKey.DAEMON_CRL_MAX_AGE_SECS,
                    ConfigKey.DAEMON_LOG_LEVEL,
                    ConfigKey.DAEMON_LOG_FORMAT);

    private DaemonConfig() {}

    /**
     * Reads it.
     *
     * @param file the file; null for the one that is found, or the defaults
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it cannot be used by a daemon
     */
    static HsmConfig read(@Nullable Path file) {
        HsmConfig config = file == null ? ConfigFile.discover() : ConfigFile.load(file);
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

    /**
     * What an operator should know of a configuration that was read again: keys that have changed
     * and need a restart, and {@link #unknownUsers}.
     *
     * @param before the configuration that the daemon was started with
     * @return sentences
     */
    static List<String> warnings(HsmConfig before, HsmConfig now) {
        List<String> warnings = new ArrayList<>(unknownUsers(now));
        for (ConfigKey key : ConfigKey.values()) {
            boolean changed = !Objects.equals(before.get(key), now.get(key));
            boolean ofClients = key.path().startsWith("client.");
            if (changed && !ofClients && !READ_AGAIN.contains(key)) {
                warnings.add(
                        key.path() + " has changed and counts when the daemon is started again");
            }
        }
        return warnings;
    }

    /** Warns of rows that are of no use, since this host has no such user. */
    static List<String> unknownUsers(HsmConfig config) {
        List<String> warnings = new ArrayList<>();
        for (Map<String, Object> row : config.rows(ConfigKey.DAEMON_CLIENT)) {
            if (row.get("user") instanceof String user && !isKnown(user)) {
                warnings.add(
                        "[[daemon.client]] names the user \""
                                + user
                                + "\", whom this host does not know");
            }
        }
        return warnings;
    }

    private static boolean isKnown(String user) {
        if (user.contains(":")) {
            // Whoever comes by the network.
            return true;
        }
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
            return true;
        } catch (UserPrincipalNotFoundException e) {
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            // Nobody can say: there is nothing to warn of.
            return true;
        }
    }

    /**
     * Where the door on the network is.
     *
     * @return null if the configuration asks for none
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it would be without TLS, or without
     *     certificates of clients, and others than programs of this host would reach it
     */
    static @Nullable BindAddress network(HsmConfig config) {
        if (OF_THE_NETWORK.stream().noneMatch(config::isSet)) {
            return null;
        }
        BindAddress address =
                BindAddress.of(ConfigKey.DAEMON_BIND, config.string(ConfigKey.DAEMON_BIND));
        if (!TlsSettings.isInsecure(config)) {
            TlsSettings.of(config);
        }
        return address;
    }

    /** Whether there is to be a door on the network, and no file of TLS for it. */
    static boolean lacksTls(HsmConfig config) {
        return OF_THE_NETWORK.stream().anyMatch(config::isSet)
                && !config.flag(ConfigKey.DAEMON_ALLOW_INSECURE)
                && TlsSettings.isMissing(config);
    }

    /** Where the socket is. */
    static Path socket(HsmConfig config) {
        String socket = config.string(ConfigKey.DAEMON_BIND_UNIX);
        return config.baseDirectory().resolve(socket).toAbsolutePath();
    }
}
