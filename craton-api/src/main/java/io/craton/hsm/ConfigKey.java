package io.craton.hsm;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of {@code craton_hsm.toml}: the one table of their names, types, defaults and limits,
 * which the loader, the checks and the documentation read.
 */
public enum ConfigKey {
    /** Label of a new token when none is given; 1 to 32 bytes of printable ASCII. */
    TOKEN_LABEL(
            "token.label",
            Type.STRING,
            "Craton HSM Token 0",
            1,
            32,
            "Label of a new token when none is given"),
    /** Directory of everything persistent. */
    TOKEN_STORAGE_PATH(
            "token.storage_path",
            Type.PATH,
            "craton_hsm_store",
            1,
            4096,
            "Directory of everything persistent"),
    /** Limit of open sessions per slot. */
    TOKEN_MAX_SESSIONS(
            "token.max_sessions", Type.INTEGER, 100L, 1, 10_000, "Limit of open sessions per slot"),
    /** Limit of open read-write sessions per slot; at most {@code token.max_sessions}. */
    TOKEN_MAX_RW_SESSIONS(
            "token.max_rw_sessions",
            Type.INTEGER,
            10L,
            1,
            10_000,
            "Limit of open read-write sessions per slot"),
    /** False keeps everything in memory and leaves nothing on disk. */
    TOKEN_PERSIST_OBJECTS(
            "token.persist_objects",
            Type.BOOLEAN,
            true,
            0,
            0,
            "False keeps everything in memory and leaves nothing on disk"),
    /** How many slots there are. */
    TOKEN_SLOT_COUNT("token.slot_count", Type.INTEGER, 1L, 1, 256, "How many slots there are"),
    /**
     * Serial number of new tokens, 1 to 16 characters of printable ASCII; random if it is not set.
     * A token that has another one is refused.
     */
    TOKEN_SERIAL_NUMBER(
            "token.serial_number",
            Type.STRING,
            null,
            1,
            16,
            "Serial number of new tokens, random if it is not set; a token with another one is refused"),
    /**
     * What a slot whose token is not initialised is: empty, or with a token that is present and
     * waits. Programs that look for a token to initialise want the latter.
     */
    TOKEN_UNINITIALIZED(
            "token.uninitialized",
            List.of("absent", "present"),
            "absent",
            "Whether a token that is not initialised counts as absent from its slot or as present"),
    /** Shortest PIN, in bytes. */
    SECURITY_PIN_MIN_LENGTH(
            "security.pin_min_length", Type.INTEGER, 8L, 4, 256, "Shortest PIN, in bytes"),
    /** Longest PIN, in bytes; at least {@code security.pin_min_length}. */
    SECURITY_PIN_MAX_LENGTH(
            "security.pin_max_length", Type.INTEGER, 64L, 4, 256, "Longest PIN, in bytes"),
    /** After how many failures in a row a PIN is locked. */
    SECURITY_MAX_FAILED_LOGINS(
            "security.max_failed_logins",
            Type.INTEGER,
            10L,
            3,
            100,
            "After how many failures in a row a PIN is locked"),
    /** PBKDF2-HMAC-SHA256 iterations for PINs that are set from now on. */
    SECURITY_PBKDF2_ITERATIONS(
            "security.pbkdf2_iterations",
            Type.INTEGER,
            600_000L,
            100_000,
            10_000_000,
            "PBKDF2-HMAC-SHA256 iterations for PINs that are set from now on"),
    /** Which PINs are accepted beyond their length. */
    SECURITY_PIN_COMPLEXITY(
            "security.pin_complexity",
            List.of("none", "basic", "strict"),
            "none",
            "Which PINs are accepted beyond their length"),
    /** Whether the SO PIN, too, opens the objects. */
    SECURITY_SO_RECOVERY(
            "security.so_recovery",
            Type.BOOLEAN,
            true,
            0,
            0,
            "Whether the SO PIN, too, opens the objects"),
    /** Whether the process gives up core dumps and debuggers; changes the whole process. */
    SECURITY_DENY_CORE_DUMPS(
            "security.deny_core_dumps",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether the process gives up core dumps and debuggers"),
    /** Whether there is an audit log. */
    AUDIT_ENABLED("audit.enabled", Type.BOOLEAN, true, 0, 0, "Whether there is an audit log"),
    /** The audit log. */
    AUDIT_LOG_PATH("audit.log_path", Type.PATH, "craton_hsm_audit.jsonl", 1, 4096, "The audit log"),
    /** Which events are recorded. */
    AUDIT_LOG_LEVEL(
            "audit.log_level",
            List.of("all", "crypto", "auth", "admin", "none"),
            "all",
            "Which events are recorded"),
    /** When records of cryptographic operations are on disk. */
    AUDIT_DURABILITY(
            "audit.durability",
            List.of("ordered", "sync", "async"),
            "ordered",
            "When records of cryptographic operations are on disk"),
    /** Permissions of the audit log. */
    AUDIT_FILE_MODE(
            "audit.file_mode", List.of("0600", "0640"), "0600", "Permissions of the audit log"),
    /**
     * Label of the private keys in slot 0 that sign checkpoints of the audit log; empty for none.
     */
    AUDIT_CHECKPOINT_KEY(
            "audit.checkpoint_key",
            Type.STRING,
            "",
            0,
            255,
            "Labels of the private keys in slot 0 that sign checkpoints of the audit log, with commas between"),
    /** Name of the log in its checkpoints, without spaces and plus signs. */
    AUDIT_CHECKPOINT_ORIGIN(
            "audit.checkpoint_origin",
            Type.STRING,
            "craton-hsm/audit",
            1,
            255,
            "Name of the audit log in its checkpoints, such as hsm1.example.com/audit"),
    /** After how many records a checkpoint is signed. */
    AUDIT_CHECKPOINT_RECORDS(
            "audit.checkpoint_records",
            Type.INTEGER,
            10_000L,
            1,
            1_000_000_000,
            "After how many records a checkpoint is signed"),
    /** After how many seconds a checkpoint is signed, if there was a record. */
    AUDIT_CHECKPOINT_SECONDS(
            "audit.checkpoint_seconds",
            Type.INTEGER,
            3600L,
            1,
            31_536_000,
            "After how many seconds a checkpoint is signed, if there was a record"),
    /** Whether RSA keys under 2048 bits and triple DES may be used. */
    ALGORITHMS_ALLOW_WEAK_RSA(
            "algorithms.allow_weak_rsa",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether RSA keys under 2048 bits may be used"),
    /** Whether signatures with SHA-1 may be made; they can always be verified. */
    ALGORITHMS_ALLOW_SHA1_SIGNING(
            "algorithms.allow_sha1_signing",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether signatures with SHA-1 may be made"),
    /** Whether triple DES may be used, for old data. */
    ALGORITHMS_ALLOW_DES3(
            "algorithms.allow_des3",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether triple DES may be used, for old data"),
    /**
     * Whether keys may be wrapped and unwrapped with mechanisms that do not authenticate; never
     * keys with {@code CKA_WRAP_WITH_TRUSTED}.
     */
    ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP(
            "algorithms.allow_unauthenticated_wrap",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether keys may be wrapped with mechanisms that do not authenticate (CBC, CTR, X.509)"),
    /**
     * Whether keys that may make MACs and ciphertexts, too, verify and decrypt with tags of less
     * than 8 bytes (AES-GCM: 12).
     */
    ALGORITHMS_ALLOW_SHORT_TAGS(
            "algorithms.allow_short_tags",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether tags of less than 8 bytes (AES-GCM: 12) may be verified, with keys that may make them too"),
    /**
     * Whether the decryption of a wrong PKCS #1 v1.5 padding gives a pseudo-random result instead
     * of an error.
     */
    ALGORITHMS_PKCS1_IMPLICIT_REJECTION(
            "algorithms.pkcs1_implicit_rejection",
            Type.BOOLEAN,
            true,
            0,
            0,
            "Whether a wrong PKCS #1 v1.5 padding is decrypted to a pseudo-random result instead of an error"),
    /** Whether ML-KEM, ML-DSA, SLH-DSA and the stateful hash signatures are offered. */
    ALGORITHMS_ENABLE_PQC(
            "algorithms.enable_pqc",
            Type.BOOLEAN,
            true,
            0,
            0,
            "Whether the post-quantum mechanisms are offered"),
    /** Which engines compute. */
    ALGORITHMS_CRYPTO_BACKEND(
            "algorithms.crypto_backend",
            List.of("auto", "jdk", "bc", "accp"),
            "auto",
            "Which engines compute"),
    /** Whether only FIPS-approved services are offered. The module is not validated. */
    ALGORITHMS_FIPS_APPROVED_ONLY(
            "algorithms.fips_approved_only",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether only FIPS-approved services are offered"),
    /** Address and port of the daemon. */
    DAEMON_BIND(
            "daemon.bind", Type.STRING, "127.0.0.1:5696", 1, 260, "Address and port of the daemon"),
    /** Another name of {@code daemon.bind}. */
    DAEMON_LISTEN_ADDR(
            "daemon.listen_addr", Type.STRING, null, 1, 260, "Another name of daemon.bind"),
    /** Server certificate chain, PEM. */
    DAEMON_TLS_CERT("daemon.tls_cert", Type.STRING, null, 1, 4096, "Server certificate chain, PEM"),
    /** Server private key, PEM. */
    DAEMON_TLS_KEY("daemon.tls_key", Type.STRING, null, 1, 4096, "Server private key, PEM"),
    /** Certificates of the authorities for clients, PEM. */
    DAEMON_TLS_CLIENT_CA(
            "daemon.tls_client_ca",
            Type.STRING,
            null,
            1,
            4096,
            "Certificates of the authorities for clients, PEM"),
    /** Revocation lists for clients, PEM or DER. */
    DAEMON_TLS_CLIENT_CRL(
            "daemon.tls_client_crl",
            Type.STRING,
            null,
            1,
            4096,
            "Revocation lists for clients, PEM or DER"),
    /** Seconds between two looks at the revocation lists; 0 is never. */
    DAEMON_CRL_REFRESH_SECS(
            "daemon.crl_refresh_secs",
            Type.INTEGER,
            300L,
            0,
            86_400,
            "Seconds between two looks at the revocation lists"),
    /** Whether TLS without client certificates is accepted. */
    DAEMON_ALLOW_UNAUTHENTICATED_TLS(
            "daemon.allow_unauthenticated_tls",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether TLS without client certificates is accepted"),
    /** Whether the daemon may serve without TLS, on the loopback address only. */
    DAEMON_ALLOW_INSECURE(
            "daemon.allow_insecure",
            Type.BOOLEAN,
            false,
            0,
            0,
            "Whether the daemon may serve without TLS, on loopback only"),
    /** Path of the daemon's Unix socket. */
    DAEMON_BIND_UNIX(
            "daemon.bind_unix", Type.STRING, null, 1, 108, "Path of the daemon's Unix socket"),
    /** Largest answer of GenerateRandom, in bytes. */
    DAEMON_MAX_RANDOM_LENGTH(
            "daemon.max_random_length",
            Type.INTEGER,
            1_048_576L,
            1,
            16_777_216,
            "Largest answer of GenerateRandom, in bytes"),
    /** Largest input of Digest, in bytes. */
    DAEMON_MAX_DIGEST_LENGTH(
            "daemon.max_digest_length",
            Type.INTEGER,
            16_777_216L,
            1,
            67_108_864,
            "Largest input of Digest, in bytes"),
    /** Failed logins of one client before it has to wait; 0 is no limit. */
    DAEMON_MAX_LOGIN_ATTEMPTS(
            "daemon.max_login_attempts",
            Type.INTEGER,
            5L,
            0,
            1000,
            "Failed logins of one client before it has to wait"),
    /** Seconds that such a client waits. */
    DAEMON_LOGIN_COOLDOWN_SECS(
            "daemon.login_cooldown_secs",
            Type.INTEGER,
            60L,
            0,
            86_400,
            "Seconds that such a client waits"),
    /** Limit of requests in flight. */
    DAEMON_MAX_CONNECTIONS(
            "daemon.max_connections", Type.INTEGER, 256L, 1, 65_536, "Limit of requests in flight"),
    /** Seconds after which a request is given up. */
    DAEMON_REQUEST_TIMEOUT_SECS(
            "daemon.request_timeout_secs",
            Type.INTEGER,
            30L,
            1,
            3600,
            "Seconds after which a request is given up");

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
        CHOICE
    }

    private final String path;
    private final Type type;
    private final @Nullable Object defaultValue;
    private final long min;
    private final long max;
    private final List<String> allowed;
    private final String description;

    ConfigKey(
            String path,
            Type type,
            @Nullable Object defaultValue,
            long min,
            long max,
            String description) {
        this.path = path;
        this.type = type;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.allowed = List.of();
        this.description = description;
    }

    ConfigKey(String path, List<String> allowed, String defaultValue, String description) {
        this.path = path;
        this.type = Type.CHOICE;
        this.defaultValue = defaultValue;
        this.min = 0;
        this.max = 0;
        this.allowed = allowed;
        this.description = description;
    }

    /** The name in the file, such as {@code token.label}. */
    public String path() {
        return path;
    }

    /** The type of its value. */
    public Type type() {
        return type;
    }

    /** The value if it is not set, or null if there is none. */
    public @Nullable Object defaultValue() {
        return defaultValue;
    }

    /** The smallest number, or the least length. */
    public long min() {
        return min;
    }

    /** The largest number, or the greatest length. */
    public long max() {
        return max;
    }

    /** The choices, if there is a list of them. */
    public List<String> allowed() {
        return allowed;
    }

    /** What it sets, in a few words. */
    public String description() {
        return description;
    }

    /** What is allowed, in words for an error message. */
    public String constraint() {
        return switch (type) {
            case STRING -> min + " to " + max + " bytes of printable ASCII";
            case PATH -> "a relative path without '..'";
            case INTEGER -> "a whole number from " + min + " to " + max;
            case BOOLEAN -> "true or false";
            case CHOICE -> "one of " + String.join(", ", allowed);
        };
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
     * Whether the key takes this value: a {@link String}, {@link Long} or {@link Boolean} within
     * the limits.
     */
    public boolean accepts(Object value) {
        return problem(value) == null;
    }

    /**
     * Says what is wrong with a value, if anything.
     *
     * @return null if the value is acceptable, else the allowed values in words
     */
    @Nullable String problem(Object value) {
        boolean fine =
                switch (type) {
                    case STRING, PATH ->
                            value instanceof String text
                                    && text.length() >= min
                                    && text.length() <= max
                                    && (type == Type.PATH
                                            ? text.indexOf('\0') < 0
                                            : text.chars().allMatch(c -> c >= 0x20 && c < 0x7f));
                    case INTEGER -> value instanceof Long number && number >= min && number <= max;
                    case BOOLEAN -> value instanceof Boolean;
                    case CHOICE -> value instanceof String text && allowed.contains(text);
                };
        return fine ? null : constraint();
    }
}
