package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.daemon.tls.ClientCertificate;
import io.craton.hsm.wire.Right;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * What the clients of the network may do (decision B52), by their certificates: rows of {@code
 * [[daemon.client]]} with {@code fingerprint}, or with {@code san} or {@code dn} and the {@code
 * issuer}, and {@code daemon.tls_client_fingerprints}, which is short for rows with the right to
 * use. The row of a fingerprint goes before one of a name, that of an alternative name before that
 * of the subject; of several alternative names what all of their rows give. Nobody administers
 * without a row. Never changes.
 */
final class CertificateRights {
    /** What a row names its client by, of which each has one. */
    static final Set<String> COLUMNS = Set.of("user", "fingerprint", "san", "dn");

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern ALTERNATIVE = Pattern.compile("(?:dns|uri|email|ip):.+");

    private final boolean everybody;
    private final Map<String, Grant> fingerprints = new HashMap<>();
    private final Map<Named, Grant> alternatives = new HashMap<>();
    private final Map<Named, Grant> subjects = new HashMap<>();

    /**
     * A name that an issuer gave.
     *
     * @param name an alternative name or a subject
     * @param issuer who issued the certificate
     */
    private record Named(Object name, X500Principal issuer) {}

    private CertificateRights(boolean everybody) {
        this.everybody = everybody;
    }

    /**
     * Those of a configuration.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if a row is not complete, names nobody, or
     *     names whom another one names
     */
    static CertificateRights of(HsmConfig config) {
        boolean isLimited =
                config.isSet(ConfigKey.DAEMON_CLIENT)
                        || config.isSet(ConfigKey.DAEMON_TLS_CLIENT_FINGERPRINTS);
        CertificateRights rights = new CertificateRights(!isLimited);
        for (Map<String, ?> row : config.rows(ConfigKey.DAEMON_CLIENT)) {
            rights.take(row);
        }
        if (config.isSet(ConfigKey.DAEMON_TLS_CLIENT_FINGERPRINTS)) {
            for (String each : config.strings(ConfigKey.DAEMON_TLS_CLIENT_FINGERPRINTS)) {
                rights.fingerprints.putIfAbsent(fingerprint(each), Grant.of(Right.USE));
            }
        }
        return rights;
    }

    private void take(Map<String, ?> row) {
        Set<String> names = new TreeSet<>(row.keySet());
        names.retainAll(COLUMNS);
        if (names.size() != 1) {
            throw bad("a row names its client by one of user, fingerprint, san and dn", null);
        }
        Grant grant = Grant.of(row);
        switch (names.iterator().next()) {
            case "fingerprint" ->
                    put(fingerprints, fingerprint(text(row, "fingerprint")), grant, row);
            case "san" -> put(alternatives, named(alternative(row), row), grant, row);
            case "dn" -> put(subjects, named(principal(text(row, "dn")), row), grant, row);
            default -> requireNoIssuer(row);
        }
    }

    private static String text(Map<String, ?> row, String column) {
        return String.valueOf(row.get(column));
    }

    private static <K> void put(Map<K, Grant> rights, K key, Grant grant, Map<String, ?> row) {
        if (rights.put(key, grant) != null) {
            throw bad("two rows name the same client, " + row + "; keep one", null);
        }
    }

    private static String fingerprint(String text) {
        String digits = text.replace(":", "").toLowerCase(Locale.ROOT);
        if (!FINGERPRINT.matcher(digits).matches()) {
            throw bad(
                    "\""
                            + text
                            + "\" is no SHA-256 fingerprint; openssl x509 -fingerprint -sha256"
                            + " prints it",
                    null);
        }
        return digits;
    }

    private static Named named(Object name, Map<String, ?> row) {
        if (row.get("issuer") == null) {
            throw bad(
                    "a row with san or dn needs the issuer, for names are given by issuers", null);
        }
        return new Named(name, principal(text(row, "issuer")));
    }

    private static void requireNoIssuer(Map<String, ?> row) {
        if (row.get("issuer") != null) {
            throw bad("a row with user has no issuer", null);
        }
    }

    private static String alternative(Map<String, ?> row) {
        String name = text(row, "san");
        if (!ALTERNATIVE.matcher(name).matches()) {
            throw bad("san = \"" + name + "\" has to begin with dns:, uri:, email: or ip:", null);
        }
        return name;
    }

    private static X500Principal principal(String name) {
        try {
            return new X500Principal(name);
        } catch (IllegalArgumentException e) {
            throw bad("\"" + name + "\" is no distinguished name, such as CN=web,O=Example", e);
        }
    }

    private static HsmException bad(String sentence, @Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "[[daemon.client]]: " + sentence, cause);
    }

    /** What a client may do; empty if nothing. */
    Optional<Grant> of(ClientCertificate client) {
        if (everybody) {
            return Optional.of(Grant.of(Right.USE));
        }
        return Stream.of(byFingerprint(client), byAlternative(client), bySubject(client))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<Grant> byFingerprint(ClientCertificate client) {
        return Optional.ofNullable(fingerprints.get(client.fingerprint()));
    }

    private Optional<Grant> byAlternative(ClientCertificate client) {
        List<Grant> found =
                client.names().stream()
                        .map(name -> new Named(name, client.issuer()))
                        .flatMap(named -> Stream.ofNullable(alternatives.get(named)))
                        .toList();
        return found.stream().reduce(Grant::and);
    }

    private Optional<Grant> bySubject(ClientCertificate client) {
        return Optional.ofNullable(subjects.get(new Named(client.subject(), client.issuer())));
    }
}
