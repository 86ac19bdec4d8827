package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.Right;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What each Unix user may do (decision B52): the rows {@code [[daemon.client]]} of the
 * configuration. The daemon's own user and root administer. Without the key everybody who reaches
 * the socket may use keys; with it, who has no row may do nothing, even if there is none at all.
 */
final class ClientRights {
    private final String owner;
    private final boolean everybody;
    private final Map<String, Right> rows = new HashMap<>();

    /**
     * @param owner the user that the daemon runs as
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if a user has two rows
     */
    ClientRights(HsmConfig config, String owner) {
        this.owner = owner;
        this.everybody = !config.isSet(ConfigKey.DAEMON_CLIENT);
        for (Map<String, ?> row : config.rows(ConfigKey.DAEMON_CLIENT)) {
            String right = String.valueOf(row.get("rights")).toUpperCase(Locale.ROOT);
            String user = String.valueOf(row.get("user"));
            if (rows.put(user, Right.valueOf(right)) != null) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "the user \"" + user + "\" has two rows in [[daemon.client]]; keep one");
            }
        }
    }

    /** The identity of a user; empty if the user has no rights. */
    Optional<ClientIdentity> of(String user) {
        if (user.equals(owner) || user.equals("root")) {
            return Optional.of(new ClientIdentity(user, Right.ADMIN));
        }
        Right right = everybody ? Right.USE : rows.get(user);
        return Optional.ofNullable(right).map(known -> new ClientIdentity(user, known));
    }
}
