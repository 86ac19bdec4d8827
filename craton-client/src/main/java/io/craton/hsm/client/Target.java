package io.craton.hsm.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.carrier.Carrier;
import io.craton.hsm.wire.carrier.WireConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;

/**
 * The daemon that a configuration names, and how this end treats it.
 *
 * @param connector the way to it
 * @param longestWelcome how long it may take until a new connection is of use
 * @param longestSilence how long it may take for an answer, or for the next piece of one; zero for
 *     as long as it likes
 */
record Target(WireConnector connector, Duration longestWelcome, Duration longestSilence) {
    private static final String UNIX = "unix:";
    private static final Duration LONGEST_WELCOME = Duration.ofSeconds(10);

    /**
     * That of a configuration.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it names none
     */
    static Target of(HsmConfig config) {
        return new Target(
                connector(config),
                LONGEST_WELCOME,
                Duration.ofSeconds(config.integer(ConfigKey.CLIENT_CALL_TIMEOUT_SECS)));
    }

    private static WireConnector connector(HsmConfig config) {
        String target = config.string(ConfigKey.CLIENT_TARGET);
        if (target.startsWith(UNIX) && target.length() > UNIX.length()) {
            Path path = config.baseDirectory().resolve(target.substring(UNIX.length()));
            String user = (String) config.get(ConfigKey.CLIENT_PEER_USER);
            return new SocketConnector(path.toAbsolutePath(), user);
        }
        for (Carrier carrier : ServiceLoader.load(Carrier.class, Target.class.getClassLoader())) {
            if (carrier.serves(config)) {
                return carrier.open(config);
            }
        }
        throw new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "client.target is \""
                        + target
                        + "\"; it has to be unix: and the path of a socket, or a host, a colon and a"
                        + " port, which needs craton-grpc beside craton-client");
    }

    /** A daemon of root's or this user's that may take its time once it has welcomed us. */
    static Target at(Path socket, Duration longestWelcome) {
        return new Target(new SocketConnector(socket, null), longestWelcome, Duration.ZERO);
    }
}
