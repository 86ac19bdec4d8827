package io.craton.hsm;

import static io.craton.hsm.ConfigValue.choice;
import static io.craton.hsm.ConfigValue.column;
import static io.craton.hsm.ConfigValue.flag;
import static io.craton.hsm.ConfigValue.list;
import static io.craton.hsm.ConfigValue.location;
import static io.craton.hsm.ConfigValue.number;
import static io.craton.hsm.ConfigValue.optionalColumn;
import static io.craton.hsm.ConfigValue.table;
import static io.craton.hsm.ConfigValue.text;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code craton_hsm.toml}: the one table of their names, values, units, defaults,
 * limits and meanings, which the loader and the checks read, and from which the page {@code
 * docs/configuration.md} is made.
 */
public enum ConfigKey {
    /** Name of the implementation of the module that serves, if there are several. */
    MODULE_IMPLEMENTATION(
            "module.implementation",
            text(1, 64),
            "Name of the implementation that serves, if there are several on the class path; `core` is the module in the process itself"),
    /** Whether the virtual machine is warmed up as soon as the module is open. */
    MODULE_WARM_UP(
            "module.warm_up",
            flag(false),
            "Whether, once the module is open, a thread has the virtual machine compile what calls go through, with a key of its own: for servers, some seconds of processor time; the command line never does"),
    /** Label of a new token when none is given; 1 to 32 bytes of printable ASCII. */
    TOKEN_LABEL(
            "token.label",
            text(1, 32).orElse("Craton HSM Token 0"),
            "Label of a new token when none is given"),
    /** Directory of everything persistent. */
    TOKEN_STORAGE_PATH(
            "token.storage_path",
            location().orElse("craton_hsm_store"),
            "Directory of everything persistent: store, PIN states, keys of the audit log's head"),
    /**
     * The name of what keeps headers and records; needed only where several such implementations
     * are on the class path.
     */
    TOKEN_STORE(
            "token.store",
            text(1, 32),
            "Name of what keeps the records, where several are on the class path; mapdb is the module's own"),
    /** Limit of open sessions per slot, for each application. */
    TOKEN_MAX_SESSIONS(
            "token.max_sessions",
            number(1, 10_000, "sessions").orElse(100),
            "How many sessions an application may have open in a slot"),
    /**
     * Limit of open read-write sessions per slot, for each application; at most {@code
     * token.max_sessions}.
     */
    TOKEN_MAX_RW_SESSIONS(
            "token.max_rw_sessions",
            number(1, 10_000, "sessions").orElse(TOKEN_MAX_SESSIONS).atMost(TOKEN_MAX_SESSIONS),
            "How many of them may be read-write"),
    /** False keeps everything in memory and leaves nothing on disk. */
    TOKEN_PERSIST_OBJECTS(
            "token.persist_objects",
            flag(true),
            "False keeps everything in memory and leaves nothing on disk but the audit log"),
    /** How many slots there are. */
    TOKEN_SLOT_COUNT(
            "token.slot_count", number(1, 256, "slots").orElse(1), "How many slots there are"),
    /**
     * Serial number of new tokens, 1 to 16 characters of printable ASCII; random if it is not set.
     * A token that has another one is refused.
     */
    TOKEN_SERIAL_NUMBER(
            "token.serial_number",
            text(1, 16),
            "Serial number of new tokens, random if it is not set; a token with another one is refused"),
    /**
     * What a slot whose token is not initialised is: empty, or with a token that is present and
     * waits. Programs that look for a token to initialise want the latter.
     */
    TOKEN_UNINITIALIZED(
            "token.uninitialized",
            choice("absent", "present").orElse("absent"),
            "Whether a token that is not initialised counts as absent from its slot or as present"),
    /** Shortest PIN, in bytes. */
    SECURITY_PIN_MIN_LENGTH(
            "security.pin_min_length",
            number(4, 256, "bytes").orElse(8),
            "Shortest PIN that is set"),
    /** Longest PIN, in bytes; at least {@code security.pin_min_length}. */
    SECURITY_PIN_MAX_LENGTH(
            "security.pin_max_length",
            number(4, 256, "bytes").orElse(64).atLeast(SECURITY_PIN_MIN_LENGTH),
            "Longest PIN that is set"),
    /** After how many failures in a row a PIN is locked. */
    SECURITY_MAX_FAILED_LOGINS(
            "security.max_failed_logins",
            number(3, 100, "failures").orElse(10),
            "After how many failures in a row a PIN is locked"),
    /** PBKDF2-HMAC-SHA256 iterations for PINs that are set from now on. */
    SECURITY_PBKDF2_ITERATIONS(
            "security.pbkdf2_iterations",
            number(100_000, 10_000_000, "iterations").orElse(600_000),
            "Cost of PBKDF2-HMAC-SHA256 for PINs that are set from now on; others keep theirs"),
    /** Which PINs are accepted beyond their length. */
    SECURITY_PIN_COMPLEXITY(
            "security.pin_complexity",
            choice("none", "basic", "strict").orElse("none"),
            "Which PINs are accepted beyond their length: all; those with 3 different bytes that are no row like 123456; those with 12 bytes, 6 of them different, of 3 kinds"),
    /** Whether the SO PIN, too, opens the objects. */
    SECURITY_SO_RECOVERY(
            "security.so_recovery",
            flag(true),
            "Whether the SO PIN, too, opens the objects; if not, a lost user PIN is the end of them"),
    /** Whether the process gives up core dumps and debuggers; changes the whole process. */
    SECURITY_DENY_CORE_DUMPS(
            "security.deny_core_dumps",
            flag(false),
            "Whether the whole process gives up core dumps and debuggers, for good"),
    /** Whether there is an audit log. */
    AUDIT_ENABLED(
            "audit.enabled", flag(true).whenApprovedOnly(true), "Whether there is an audit log"),
    /** The audit log. */
    AUDIT_LOG_PATH("audit.log_path", location().orElse("craton_hsm_audit.jsonl"), "The audit log"),
    /** Which events are recorded. */
    AUDIT_LOG_LEVEL(
            "audit.log_level",
            choice("all", "crypto", "auth", "admin", "none").orElse("all"),
            "Which events are recorded: each level has those of the next, and its own"),
    /** When records of cryptographic operations are on disk. */
    AUDIT_DURABILITY(
            "audit.durability",
            choice("ordered", "sync", "async").orElse("ordered"),
            "When records of cryptographic operations are in the file and on the disk: written before the call returns, forced before it returns, or soon after"),
    /** Permissions of the audit log. */
    AUDIT_FILE_MODE(
            "audit.file_mode",
            choice("0600", "0640").orElse("0600"),
            "Permissions of the audit log"),
    /**
     * Label of the private keys in slot 0 that sign checkpoints of the audit log; empty for none.
     */
    AUDIT_CHECKPOINT_KEY(
            "audit.checkpoint_key",
            text(0, 255).orElse(""),
            "Labels of the private keys in slot 0 that sign checkpoints of the audit log, with commas between; none if it is empty"),
    /** Name of the log in its checkpoints, without spaces and plus signs. */
    AUDIT_CHECKPOINT_ORIGIN(
            "audit.checkpoint_origin",
            text(1, 255).orElse("craton-hsm/audit"),
            "Name of the audit log in its checkpoints, such as hsm1.example.com/audit, without spaces and plus signs"),
    /** After how many records a checkpoint is signed. */
    AUDIT_CHECKPOINT_RECORDS(
            "audit.checkpoint_records",
            number(1, 1_000_000_000, "records").orElse(10_000),
            "After how many records a checkpoint is signed"),
    /** After how many seconds a checkpoint is signed, if there was a record. */
    AUDIT_CHECKPOINT_SECONDS(
            "audit.checkpoint_seconds",
            number(1, 31_536_000, "seconds").orElse(3600),
            "After how long a checkpoint is signed, if there was a record"),
    /** Whether RSA keys of 1024 to 2047 bits may be used. */
    ALGORITHMS_ALLOW_WEAK_RSA(
            "algorithms.allow_weak_rsa",
            flag(false).whenApprovedOnly(false),
            "Whether RSA keys of 1024 to 2047 bits may be used"),
    /** Whether signatures with SHA-1 may be made; they can always be verified. */
    ALGORITHMS_ALLOW_SHA1_SIGNING(
            "algorithms.allow_sha1_signing",
            flag(false).whenApprovedOnly(false),
            "Whether signatures with SHA-1 may be made; they are always verified"),
    /** Whether triple DES may be used, for old data. */
    ALGORITHMS_ALLOW_DES3(
            "algorithms.allow_des3",
            flag(false).whenApprovedOnly(false),
            "Whether triple DES may be used, for old data"),
    /**
     * Whether keys may be wrapped and unwrapped with mechanisms that do not authenticate; never
     * keys with {@code CKA_WRAP_WITH_TRUSTED}.
     */
    ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP(
            "algorithms.allow_unauthenticated_wrap",
            flag(false).whenApprovedOnly(false),
            "Whether keys may be wrapped and unwrapped with mechanisms that do not authenticate (CBC, CTR, X.509); never keys with `CKA_WRAP_WITH_TRUSTED`"),
    /**
     * Whether keys that may make MACs and ciphertexts, too, verify and decrypt with tags of less
     * than 8 bytes (AES-GCM: 12).
     */
    ALGORITHMS_ALLOW_SHORT_TAGS(
            "algorithms.allow_short_tags",
            flag(false),
            "Whether tags of less than 8 bytes (AES-GCM: 12) may be verified, with keys that may make them too"),
    /**
     * Whether the decryption of a wrong PKCS #1 v1.5 padding gives a pseudo-random result instead
     * of an error.
     */
    ALGORITHMS_PKCS1_IMPLICIT_REJECTION(
            "algorithms.pkcs1_implicit_rejection",
            flag(true),
            "Whether a wrong PKCS #1 v1.5 padding is decrypted to a pseudo-random result instead of an error"),
    /** Whether ML-KEM, ML-DSA, SLH-DSA and the stateful hash signatures are offered. */
    ALGORITHMS_ENABLE_PQC(
            "algorithms.enable_pqc", flag(true), "Whether the post-quantum mechanisms are offered"),
    /** Which engines compute. */
    ALGORITHMS_CRYPTO_BACKEND(
            "algorithms.crypto_backend",
            choice("auto", "jdk", "bc", "accp").orElse("auto"),
            "Which library computes: the better one for each algorithm, the JDK's, Bouncy Castle, Amazon Corretto Crypto Provider"),
    /** Whether only FIPS-approved services are offered. The module is not validated. */
    ALGORITHMS_FIPS_APPROVED_ONLY(
            "algorithms.fips_approved_only",
            flag(false),
            "Whether only FIPS-approved services are offered; the module is not validated"),
    /** Address and port of the daemon. */
    DAEMON_BIND(
            "daemon.bind", text(1, 260).orElse("127.0.0.1:5696"), "Address and port of the daemon"),
    /** Another name of {@code daemon.bind}. */
    DAEMON_LISTEN_ADDR(
            "daemon.listen_addr",
            text(1, 260).sameAs(DAEMON_BIND),
            "Another name of `daemon.bind`"),
    /** Server certificate chains, PEM; one or several (decision B42). */
    DAEMON_TLS_CERT(
            "daemon.tls_cert", list(1, 8, text(1, 4096)), "Server certificate chains, each PEM"),
    /** Server private keys, PEM, in the order of {@code daemon.tls_cert} (decision B42). */
    DAEMON_TLS_KEY(
            "daemon.tls_key",
            list(1, 8, text(1, 4096)).asManyAs(DAEMON_TLS_CERT),
            "Server private keys, each PEM, in the order of their certificates"),
    /** Certificates of the authorities for clients, PEM. */
    DAEMON_TLS_CLIENT_CA(
            "daemon.tls_client_ca",
            text(1, 4096),
            "Certificates of the authorities for clients, PEM; no other authority is trusted"),
    /** Revocation lists for clients, PEM or DER. */
    DAEMON_TLS_CLIENT_CRL(
            "daemon.tls_client_crl",
            list(1, 64, text(1, 4096)),
            "Files of revocation lists for clients, PEM or DER; then an issuer without a fresh list is refused"),
    /** Seconds after which a revocation list is too old, whatever it says itself; 0 is never. */
    DAEMON_CRL_MAX_AGE_SECS(
            "daemon.crl_max_age_secs",
            number(0, 31_536_000, "seconds").orElse(0),
            "Age from which a revocation list is too old although it says itself that it is not; 0 is never"),
    /** The certificates of clients that may use keys: a short form of rows (decision B52). */
    DAEMON_TLS_CLIENT_FINGERPRINTS(
            "daemon.tls_client_fingerprints",
            list(0, 256, text(1, 95)),
            "SHA-256 fingerprints of the certificates of clients that may use keys, in hexadecimal digits, with colons or without; then others need a row `[[daemon.client]]`"),
    /** Seconds that a client has for its TLS handshake. */
    DAEMON_TLS_HANDSHAKE_TIMEOUT_SECS(
            "daemon.tls_handshake_timeout_secs",
            number(1, 120, "seconds").orElse(10),
            "How long a client has for its TLS handshake"),
    /** Seconds between two looks at the revocation lists; 0 is never. */
    DAEMON_CRL_REFRESH_SECS(
            "daemon.crl_refresh_secs",
            number(0, 86_400, "seconds").orElse(300),
            "Time between two looks at the revocation lists; 0 is never"),
    /** Whether TLS without client certificates is accepted. */
    DAEMON_ALLOW_UNAUTHENTICATED_TLS(
            "daemon.allow_unauthenticated_tls",
            flag(false),
            "Whether TLS without client certificates is accepted"),
    /** Whether the daemon may serve without TLS, on the loopback address only. */
    DAEMON_ALLOW_INSECURE(
            "daemon.allow_insecure",
            flag(false),
            "Whether the daemon may serve without TLS, on loopback only"),
    /** Path of the daemon's Unix socket. */
    DAEMON_BIND_UNIX(
            "daemon.bind_unix",
            text(1, 108).orElse("/run/craton-hsm/craton-hsm.sock"),
            "Path of the daemon's Unix socket"),
    /** Largest answer of GenerateRandom, in bytes. */
    DAEMON_MAX_RANDOM_LENGTH(
            "daemon.max_random_length",
            number(1, 16_777_216, "bytes").orElse(1_048_576),
            "Largest answer of GenerateRandom"),
    /** Largest input of Digest, in bytes. */
    DAEMON_MAX_DIGEST_LENGTH(
            "daemon.max_digest_length",
            number(1, 67_108_864, "bytes").orElse(16_777_216),
            "Largest input of Digest"),
    /**
     * Failed logins of one client before it has to wait; 0 is half of {@code
     * security.max_failed_logins}.
     */
    DAEMON_MAX_LOGIN_ATTEMPTS(
            "daemon.max_login_attempts",
            number(0, 1000, "failures").orElse(5),
            "Failed logins of one client before it has to wait, at most half of `security.max_failed_logins`; 0 is that half"),
    /** Seconds that such a client waits. */
    DAEMON_LOGIN_COOLDOWN_SECS(
            "daemon.login_cooldown_secs",
            number(0, 86_400, "seconds").orElse(60),
            "How long such a client waits"),
    /** How many connections are served at once; each makes one call at a time. */
    DAEMON_MAX_CONNECTIONS(
            "daemon.max_connections",
            number(1, 65_536, "connections").orElse(256),
            "How many connections are served at once"),
    /** How many of {@link #DAEMON_MAX_CONNECTIONS} one user of the host has. */
    DAEMON_MAX_CONNECTIONS_PER_USER(
            "daemon.max_connections_per_user",
            number(1, 65_536, "connections").orElse(192),
            "How many of them one user has, and so how many applications"),
    /** How many sessions one user of the host has, in all applications and slots. */
    DAEMON_MAX_SESSIONS_PER_USER(
            "daemon.max_sessions_per_user",
            number(1, 1_000_000, "sessions").orElse(1000),
            "How many sessions one user has, in all of its applications and all slots"),
    /** How many session objects an application of a client has in a slot. */
    DAEMON_MAX_SESSION_OBJECTS(
            "daemon.max_session_objects",
            number(1, 1_048_576, "objects").orElse(20_000),
            "How many session objects an application of a client has in a slot"),
    /** How many session objects a client has, in all applications and slots. */
    DAEMON_MAX_SESSION_OBJECTS_PER_USER(
            "daemon.max_session_objects_per_user",
            number(1, 16_777_216, "objects").orElse(100_000),
            "How many session objects one user has, in all of its applications and all slots"),
    /** How many calls are worked on at once. */
    DAEMON_MAX_REQUESTS(
            "daemon.max_requests",
            number(1, 65_536, "calls").orElse(64),
            "How many calls are worked on at once; others wait for their turn, at most `daemon.request_timeout_secs`"),
    /** Longest message of a client, in bytes. */
    DAEMON_MAX_MESSAGE_LENGTH(
            "daemon.max_message_length",
            number(65_536, 1_073_741_824, "bytes").orElse(67_108_864),
            "Longest message of a client"),
    /** Memory for the messages of all clients that are long, in bytes. */
    DAEMON_MAX_MESSAGE_MEMORY(
            "daemon.max_message_memory",
            number(65_536, 1_073_741_824, "bytes").orElse(268_435_456),
            "Memory for the messages of all clients together that are longer than 64 KiB; one user has at most half of it"),
    /**
     * Seconds that a client has to send a message that it began and to read an answer, and a call
     * to wait for its turn.
     */
    DAEMON_REQUEST_TIMEOUT_SECS(
            "daemon.request_timeout_secs",
            number(1, 3600, "seconds").orElse(30),
            "How long a client has for the rest of a message and to take an answer, and how long a call waits for its turn"),
    /** Seconds that a call may be worked on; 0 is as long as it takes. */
    DAEMON_CALL_TIMEOUT_SECS(
            "daemon.call_timeout_secs",
            number(0, 86_400, "seconds").orElse(600),
            "How long a call of the Unix socket may be worked on before its connection ends; 0 is as long as it takes"),
    /** How long a daemon that ends waits for calls under way. */
    DAEMON_DRAIN_TIMEOUT_SECS(
            "daemon.drain_timeout_secs",
            number(0, 3600, "seconds").orElse(10),
            "How long a daemon that ends waits for calls that are under way"),
    /**
     * Seconds that an application of the network waits for another connection when its last one is
     * gone (decision B40).
     */
    DAEMON_APPLICATION_GRACE_SECS(
            "daemon.application_grace_secs",
            number(0, 3600, "seconds").orElse(60),
            "How long an application of the network is kept when its last connection is gone"),
    /** Which lines the daemon's own log has, on standard error. */
    DAEMON_LOG_LEVEL(
            "daemon.log_level",
            choice("error", "warn", "info", "debug").orElse("info"),
            "Which lines the daemon writes to standard error"),
    /** How the lines of the daemon's own log are written. */
    DAEMON_LOG_FORMAT(
            "daemon.log_format",
            choice("text", "json").orElse("text"),
            "Whether each is a text or a JSON object"),
    /** Address and port at which figures are shown to Prometheus; none if it is not set. */
    DAEMON_METRICS_BIND(
            "daemon.metrics_bind",
            text(1, 260),
            "Address and port at which figures are shown, such as 127.0.0.1:9464; without it there are none"),
    /** What each client may do: a user of the host, or a certificate (decision B52). */
    DAEMON_CLIENT(
            "daemon.client",
            table(
                    256,
                    optionalColumn("user", text(1, 64)),
                    optionalColumn("fingerprint", text(64, 95)),
                    optionalColumn("san", text(5, 512)),
                    optionalColumn("dn", text(1, 1024)),
                    optionalColumn("issuer", text(1, 1024)),
                    column("rights", choice("read", "use", "admin")),
                    optionalColumn("slots", list(1, 256, number(0, 255, "slots"))),
                    optionalColumn("mechanisms", list(1, 256, text(5, 64))),
                    optionalColumn("calls_per_second", number(1, 1_000_000, "calls"))),
            "What a client may do: a user of the host at the Unix socket, or a certificate on the network, by `fingerprint`, or by `san` or `dn` with its `issuer`; `slots`, `mechanisms` and `calls_per_second` bound it; without rows everybody may use, with rows others nothing"),
    /** Where the daemon is whose module serves, instead of one in this process. */
    CLIENT_TARGET(
            "client.target",
            text(6, 256),
            "Where the daemon is whose module serves, instead of one in this process: `unix:` and the path of its socket, or a host, a colon and a port"),
    /** Certificates of the authorities of daemons on the network, PEM; no others are trusted. */
    CLIENT_TLS_CA(
            "client.tls_ca",
            text(1, 4096),
            "Certificates of the authorities of daemons on the network, PEM"),
    /** The certificate that this program shows to a daemon on the network, PEM. */
    CLIENT_TLS_CERT(
            "client.tls_cert",
            text(1, 4096),
            "The certificate that this program shows to a daemon on the network, PEM"),
    /** The private key of {@code client.tls_cert}, PKCS#8 in PEM. */
    CLIENT_TLS_KEY(
            "client.tls_key", text(1, 4096), "The private key of that certificate, PKCS#8 in PEM"),
    /** Whether a daemon on the network is spoken to without TLS, on loopback only. */
    CLIENT_ALLOW_INSECURE(
            "client.allow_insecure",
            flag(false),
            "Whether a daemon at a loopback address is spoken to without TLS"),
    /** The user that the daemon runs as, if that is neither root nor the one of this process. */
    CLIENT_PEER_USER(
            "client.peer_user",
            text(1, 64),
            "The user that the daemon runs as, if that is neither root nor the user of this process"),
    /** The file with the user's PIN, with which the provider logs in by itself. */
    CLIENT_PIN_SOURCE(
            "client.pin_source",
            text(1, 4096),
            "The file whose first line is the user's PIN: with it the provider logs in, and again when the daemon was gone"),
    /** Seconds after which a daemon that says nothing counts as gone; 0 for never. */
    CLIENT_CALL_TIMEOUT_SECS(
            "client.call_timeout_secs",
            number(0, 86_400, "seconds").orElse(0),
            "After how long without an answer the daemon counts as gone; 0 is never");

    /** The type of a value. */
    public enum Type {
        /** {@link String}; the limits are of its length in bytes. */
        STRING,
        /**
         * {@link String}, a file or directory under the path rules; the limits are of its length.
         */
        PATH,
        /** {@link Long} within the limits. */
        INTEGER,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link String}, one of {@link #allowed()}. */
        CHOICE,
        /** {@link List} of values of one of the types above; the limits are of their number. */
        LIST,
        /**
         * {@link List} of rows, each a {@link java.util.Map} from the names of columns to values of
         * the types above, as {@code [[section.name]]} writes them; the limit is of their number.
         */
        TABLE
    }

    private final String path;
    private final ConfigValue value;
    private final String description;

    ConfigKey(String path, ConfigValue value, String description) {
        this.path = path;
        this.value = value;
        this.description = description;
    }

    /** The name in the file, such as {@code token.label}. */
    public String path() {
        return path;
    }

    /** The table of the file that it stands in, such as {@code token}. */
    public String section() {
        return path.substring(0, path.indexOf('.'));
    }

    /** The type of its value. */
    public Type type() {
        return value.type();
    }

    /**
     * The value if neither it nor the key that it follows is set, or null if there is none.
     *
     * @see #follows
     */
    public @Nullable Object defaultValue() {
        return value.byDefault() instanceof ConfigKey other
                ? other.defaultValue()
                : value.byDefault();
    }

    /** The key whose value it has if it is not set, or null. */
    public @Nullable ConfigKey follows() {
        return value.byDefault() instanceof ConfigKey other ? other : null;
    }

    /** The smallest number, or the least length. */
    public long min() {
        return value.min();
    }

    /** The largest number, or the greatest length. */
    public long max() {
        return value.max();
    }

    /** What a number counts, such as {@code seconds}; empty for other types. */
    public String unit() {
        return value.unit();
    }

    /** The choices, if there is a list of them. */
    public List<String> allowed() {
        return value.allowed();
    }

    /** What each of a {@link Type#LIST} may be, in words; empty for other types. */
    public String eachOf() {
        return type() == Type.LIST ? value.columns().get(0).value().constraint() : "";
    }

    /** What it sets, in a few words. */
    public String description() {
        return description;
    }

    /** What is allowed, in words for an error message. */
    public String constraint() {
        return value.constraint();
    }

    /** What has to be so between this key and others. */
    List<ConfigRule> rules() {
        return value.rules();
    }

    /** The key with this name. */
    public static Optional<ConfigKey> of(String path) {
        for (ConfigKey key : values()) {
            if (key.path.equals(path)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /**
     * Everything that is wrong with a value: none if the key takes it.
     *
     * @param given as {@link Type} says
     * @param paths what is allowed instead of a path, in words; null if the path is fine
     */
    public List<ConfigProblem> problems(Object given, UnaryOperator<@Nullable String> paths) {
        return value.problems(given, paths);
    }

    /** A value that the key takes, as a configuration keeps it. */
    Object kept(Object given) {
        return value.kept(given);
    }

    /** Whether the key takes this value, of the type and within the limits. */
    public boolean accepts(Object given) {
        return value.accepts(given);
    }
}
