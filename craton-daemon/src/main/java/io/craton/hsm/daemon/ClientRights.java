package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.tls.ClientCertificate;
import io.craton.hsm.wire.Right;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What each client may do (decision B52): the rows {@code [[daemon.client]]} of the configuration,
 * which can be read again (B4). Here are those of Unix users; of certificates: {@link
 * CertificateRights}. The daemon's own user and root administer. Without the key everybody who
 * reaches the socket may use keys; with it, who has no row may do nothing, even if there is none at
 * all. Safe for use by several threads.
 */
final class ClientRights {
    private final String owner;
    private volatile Table table;

    /**
     * The rows.
     *
     * @param everybody whether who has none may use keys
     * @param rows the rights, by user
     * @param certificates what clients of the network may do
     */
    private record Table(
            boolean everybody, Map<String, Grant> rows, CertificateRights certificates) {
        Table {
            rows = Map.copyOf(rows);
        }
    }

    /**
     * @param owner the user that the daemon runs as
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if a user has two rows
     */
    ClientRights(HsmConfig config, String owner) {
        this.owner = owner;
        this.table = table(config);
    }

    /**
     * Refuses rows that cannot be used.
     *
     * @throws HsmException as the constructor does
     */
    static void check(HsmConfig config) {
        table(config);
    }

    /**
     * Takes the rows of another configuration, for the next call of every connection.
     *
     * @throws HsmException as the constructor does, and {@code CKR_ARGUMENTS_BAD} if there are no
     *     rows where there were some; the rows stay as they were then
     */
    void replace(HsmConfig config) {
        table = replaceable(config);
    }

    /**
     * Refuses rows that {@link #replace} would not take.
     *
     * @throws HsmException as that does
     */
    void requireReplaceable(HsmConfig config) {
        replaceable(config);
    }

    private Table replaceable(HsmConfig config) {
        Table next = table(config);
        if (next.everybody() && !table.everybody()) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "[[daemon.client]] is gone, and with it who may do what; write client = [] for"
                            + " nobody, or start the daemon again to let everybody in");
        }
        return next;
    }

    private static Table table(HsmConfig config) {
        Map<String, Grant> rows = new HashMap<>();
        for (Map<String, ?> row : config.rows(ConfigKey.DAEMON_CLIENT)) {
            if (row.get("user") == null) {
                continue;
            }
            String user = String.valueOf(row.get("user"));
            if (rows.put(user, Grant.of(row)) != null) {
                throw new HsmException(
                        ReturnCode.CKR_ARGUMENTS_BAD,
                        "the user \"" + user + "\" has two rows in [[daemon.client]]; keep one");
            }
        }
        CertificateRights certificates = CertificateRights.of(config);
        return new Table(!config.isSet(ConfigKey.DAEMON_CLIENT), rows, certificates);
    }

    /** What a client of the network may do; empty if nothing. */
    Optional<Grant> of(ClientCertificate client) {
        return table.certificates().of(client);
    }

    /** What a user may do; empty if nothing. */
    Optional<Grant> of(String user) {
        if (user.equals(owner) || user.equals("root")) {
            return Optional.of(Grant.of(Right.ADMIN));
        }
        Table now = table;
        return now.everybody()
                ? Optional.of(Grant.of(Right.USE))
                : Optional.ofNullable(now.rows().get(user));
    }
}
