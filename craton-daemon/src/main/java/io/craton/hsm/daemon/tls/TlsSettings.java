package io.craton.hsm.daemon.tls;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where TLS material is and how it is used, from the keys of {@code [daemon]}. No file is looked at
 * here.
 *
 * @param servers certificates of the daemon with their keys, in the order of the configuration
 * @param clientAuthorities the authorities for clients; null if clients need no certificate
 * @param revocationLists the files of revocation lists; none if certificates are not revoked
 * @param longestListAge the age from which a list is too old, whatever it says itself; zero if only
 *     what it says counts
 * @param refresh the time between two looks at the lists; zero for none
 * @param handshakeTimeout how long a client has for its handshake
 */
public record TlsSettings(
        List<ServerFiles> servers,
        @Nullable Path clientAuthorities,
        List<Path> revocationLists,
        Duration longestListAge,
        Duration refresh,
        Duration handshakeTimeout) {
    /**
     * A certificate of the daemon and its key.
     *
     * @param chain the certificate, and those between it and its authority behind it
     * @param key the private key
     */
    public record ServerFiles(Path chain, Path key) {}

    public TlsSettings {
        servers = List.copyOf(servers);
        revocationLists = List.copyOf(revocationLists);
    }

    /**
     * Those of a configuration.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if keys are missing, or if clients without
     *     certificates could come from other hosts
     */
    public static TlsSettings of(HsmConfig config) {
        return new TlsSettings(
                servers(config),
                clientAuthorities(config),
                revocationLists(config),
                seconds(config, ConfigKey.DAEMON_CRL_MAX_AGE_SECS),
                seconds(config, ConfigKey.DAEMON_CRL_REFRESH_SECS),
                seconds(config, ConfigKey.DAEMON_TLS_HANDSHAKE_TIMEOUT_SECS));
    }

    /**
     * Whether a configuration asks for no TLS at all, which only programs of this host may use.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it asks for that at an address that other
     *     hosts reach, or beside certificates
     */
    public static boolean isInsecure(HsmConfig config) {
        if (!config.flag(ConfigKey.DAEMON_ALLOW_INSECURE)) {
            return false;
        }
        requireLoopback(config, ConfigKey.DAEMON_ALLOW_INSECURE);
        if (config.isSet(ConfigKey.DAEMON_TLS_CERT)) {
            throw bad("daemon.allow_insecure and daemon.tls_cert are both set; remove one of them");
        }
        return true;
    }

    /** Whether nothing says what the daemon's certificate or its key is. */
    public static boolean isMissing(HsmConfig config) {
        return !config.isSet(ConfigKey.DAEMON_TLS_CERT) || !config.isSet(ConfigKey.DAEMON_TLS_KEY);
    }

    private static List<ServerFiles> servers(HsmConfig config) {
        if (isMissing(config)) {
            throw bad(
                    "a daemon on the network needs daemon.tls_cert and daemon.tls_key; make a"
                            + " certificate, or set daemon.allow_insecure to serve programs of this"
                            + " host without TLS");
        }
        List<String> chains = config.strings(ConfigKey.DAEMON_TLS_CERT);
        List<String> keys = config.strings(ConfigKey.DAEMON_TLS_KEY);
        List<ServerFiles> servers = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            servers.add(new ServerFiles(path(config, chains.get(i)), path(config, keys.get(i))));
        }
        return servers;
    }

    private static @Nullable Path clientAuthorities(HsmConfig config) {
        if (config.isSet(ConfigKey.DAEMON_TLS_CLIENT_CA)) {
            return path(config, config.string(ConfigKey.DAEMON_TLS_CLIENT_CA));
        }
        if (!config.flag(ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS)) {
            throw bad(
                    "daemon.tls_client_ca is not set, and with it who may come; name the"
                            + " certificates of your authority for clients");
        }
        requireLoopback(config, ConfigKey.DAEMON_ALLOW_UNAUTHENTICATED_TLS);
        return null;
    }

    private static List<Path> revocationLists(HsmConfig config) {
        if (!config.isSet(ConfigKey.DAEMON_TLS_CLIENT_CRL)) {
            return List.of();
        }
        if (!config.isSet(ConfigKey.DAEMON_TLS_CLIENT_CA)) {
            throw bad("daemon.tls_client_crl is of no use without daemon.tls_client_ca");
        }
        return config.strings(ConfigKey.DAEMON_TLS_CLIENT_CRL).stream()
                .map(file -> path(config, file))
                .toList();
    }

    private static void requireLoopback(HsmConfig config, ConfigKey key) {
        String bind = config.string(ConfigKey.DAEMON_BIND);
        if (!BindAddress.of(ConfigKey.DAEMON_BIND, bind).isLoopback()) {
            throw bad(
                    key.path()
                            + " is for loopback addresses alone, and "
                            + bind
                            + " is none; bind to 127.0.0.1, or remove the key and give clients"
                            + " certificates");
        }
    }

    private static Path path(HsmConfig config, String file) {
        return config.baseDirectory().resolve(file);
    }

    private static Duration seconds(HsmConfig config, ConfigKey key) {
        return Duration.ofSeconds(config.integer(key));
    }

    private static HsmException bad(String sentence) {
        return new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, sentence);
    }
}
