package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.wire.Right;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What each Unix user may do (decision B52): the rows {@code [[daemon.client]]} of the
 * configuration. The daemon's own user and root administer. Without rows everybody who reaches the
 * socket may use keys; with rows, who has none may do nothing.
 */
final class ClientRights {
    private final String owner;
    private final Map<String, Right> rows = new HashMap<>();

    /**
     * @param owner the user that the daemon runs as
     */
    ClientRights(HsmConfig config, String owner) {
        this.owner = owner;
        for (Map<String, ?> row : config.rows(ConfigKey.DAEMON_CLIENT)) {
            String right = String.valueOf(row.get("rights")).toUpperCase(Locale.ROOT);
            rows.put(String.valueOf(row.get("user")), Right.valueOf(right));
        }
    }

    /** The identity of a user; empty if the user has no rights. */
    Optional<ClientIdentity> of(String user) {
        if (user.equals(owner) || user.equals("root")) {
            return Optional.of(new ClientIdentity(user, Right.ADMIN));
        }
        Right right = rows.isEmpty() ? Right.USE : rows.get(user);
        return Optional.ofNullable(right).map(known -> new ClientIdentity(user, known));
    }
}
