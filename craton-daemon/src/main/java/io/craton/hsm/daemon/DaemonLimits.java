package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.WireCall;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a daemon permits at most, all of it from the keys of {@code [daemon]}: the one place where
 * they are read. Who reaches a limit is refused with a sentence that names the key, and nobody else
 * notices.
 */
final class DaemonLimits {
    /** Connections that only those with the right to administer get, if there are enough. */
    private static final int KEPT_FREE = 8;

    private final HsmConfig config;
    private final GuessBudget guesses;
    private final Turns turns;
    private final Rates rates = new Rates();
    private final Quota connections;
    private final Quota sessions;
    private final MessageMemory memory;

    DaemonLimits(HsmConfig config) {
        this.config = config;
        this.guesses = new GuessBudget(config);
        this.turns = new Turns(config.integer(ConfigKey.DAEMON_MAX_REQUESTS), patience());
        this.connections = new Quota(config.integer(ConfigKey.DAEMON_MAX_CONNECTIONS_PER_USER));
        this.sessions = new Quota(config.integer(ConfigKey.DAEMON_MAX_SESSIONS_PER_USER));
        this.memory = new MessageMemory(config.integer(ConfigKey.DAEMON_MAX_MESSAGE_MEMORY));
    }

    /** Wrong PINs of a user. */
    GuessBudget guesses() {
        return guesses;
    }

    /** Calls at once. */
    Turns turns() {
        return turns;
    }

    /** Calls in a second. */
    Rates rates() {
        return rates;
    }

    /** Connections of a user. */
    Quota connections() {
        return connections;
    }

    /** Sessions of a user. */
    Quota sessions() {
        return sessions;
    }

    /** Memory of long messages. */
    MessageMemory memory() {
        return memory;
    }

    /**
     * Connections of all users. A few of them are left for who administers, whom the others cannot
     * keep out so.
     */
    int mostConnections(boolean administers) {
        int most = config.integer(ConfigKey.DAEMON_MAX_CONNECTIONS);
        return administers ? most : most - Math.min(KEPT_FREE, most / 4);
    }

    /** The longest message that is taken, in bytes. */
    int longestMessage() {
        return config.integer(ConfigKey.DAEMON_MAX_MESSAGE_LENGTH);
    }

    /** How long a client is waited for in the middle of something. */
    Duration patience() {
        return Duration.ofSeconds(config.integer(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS));
    }

    /** How long a call may be worked on; 0 for as long as it takes. */
    Duration longestCall() {
        return Duration.ofSeconds(config.integer(ConfigKey.DAEMON_CALL_TIMEOUT_SECS));
    }

    /** How long calls under way are waited for at the end. */
    Duration drainTime() {
        return Duration.ofSeconds(config.integer(ConfigKey.DAEMON_DRAIN_TIMEOUT_SECS));
    }

    /**
     * Refuses a call that asks for more at once than is given.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD}
     */
    void check(WireCall call) {
        List<@Nullable Object> arguments = call.arguments();
        switch (call.function()) {
            case GENERATE_RANDOM ->
                    require(arguments.get(0), "bytes", ConfigKey.DAEMON_MAX_RANDOM_LENGTH);
            case DIGEST_AT_ONCE ->
                    require(arguments.get(1), "bytes of data", ConfigKey.DAEMON_MAX_DIGEST_LENGTH);
            case DIGEST ->
                    require(arguments.get(0), "bytes of data", ConfigKey.DAEMON_MAX_DIGEST_LENGTH);
            default -> {}
        }
    }

    private void require(@Nullable Object asked, String what, ConfigKey key) {
        int length =
                asked instanceof byte[] bytes
                        ? bytes.length
                        : Objects.requireNonNullElse((Integer) asked, 0);
        int most = config.integer(key);
        if (length > most) {
            String more = length + " " + what + " are more than the " + most;
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    more + " of " + key.path() + "; make several calls");
        }
    }
}
