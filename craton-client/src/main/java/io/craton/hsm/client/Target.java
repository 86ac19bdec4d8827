package io.craton.hsm.client;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The daemon that a configuration names, and how this end treats it.
 *
 * @param socket where it serves
 * @param user whom it may run as, beside root and this user; null for nobody else
 * @param longestWelcome how long it may take until a new connection is of use
 * @param longestSilence how long it may take for an answer, or for the next piece of one; zero for
 *     as long as it likes
 */
record Target(
        Path socket, @Nullable String user, Duration longestWelcome, Duration longestSilence) {
    private static final String UNIX = "unix:";
    private static final Duration LONGEST_WELCOME = Duration.ofSeconds(10);

    /**
     * That of a configuration.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it names no socket
     */
    static Target of(HsmConfig config) {
        String target = config.string(ConfigKey.CLIENT_TARGET);
        if (!target.startsWith(UNIX) || target.length() == UNIX.length()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "client.target is \""
                            + target
                            + "\"; it has to be unix: and the path of a socket");
        }
        Path path = config.baseDirectory().resolve(target.substring(UNIX.length()));
        return new Target(
                path.toAbsolutePath(),
                (String) config.get(ConfigKey.CLIENT_PEER_USER),
                LONGEST_WELCOME,
                Duration.ofSeconds(config.integer(ConfigKey.CLIENT_CALL_TIMEOUT_SECS)));
    }

    /** A daemon of root's or this user's that may take its time once it has welcomed us. */
    static Target at(Path socket, Duration longestWelcome) {
        return new Target(socket, null, longestWelcome, Duration.ZERO);
    }
}
