package io.craton.hsm.benchmarks.compare;

/** What is measured. The order is that of the tables. */
enum Measured {
    /** AES-256-GCM of 64 bytes with a key of the session. */
    GCM_64_SESSION_KEY("AES-256-GCM, 64 B, session key"),
    /** AES-256-GCM of 64 bytes with a key of the token. */
    GCM_64("AES-256-GCM, 64 B, token key"),
    /** AES-256-GCM of 4 KiB. */
    GCM_4K("AES-256-GCM, 4 KiB"),
    /** AES-256-GCM of 1 MiB. */
    GCM_1M("AES-256-GCM, 1 MiB"),
    /** AES-256-GCM, decryption of 1 MiB. */
    GCM_1M_DECRYPT("AES-256-GCM, 1 MiB, decrypt"),
    /** HMAC-SHA256 of 1 KiB. */
    HMAC_1K("HMAC-SHA256, 1 KiB"),
    /** SHA-256 of 64 bytes. */
    SHA256_64("SHA-256, 64 B"),
    /** SHA-256 of 4 KiB. */
    SHA256_4K("SHA-256, 4 KiB"),
    /** 32 random bytes. */
    RANDOM_32("random, 32 B"),
    /** A session opened and closed. */
    SESSION("session, open and close"),
    /** A key found by its label among a hundred: before any are made, which SoftHSM remembers. */
    FIND_100("find by label among 100"),
    /** An AES key of the session made and destroyed. */
    SESSION_KEY("AES key of a session, make and destroy"),
    /** An AES key of the token made and destroyed. */
    TOKEN_KEY("AES key of the token, make and destroy"),
    /** RSA with 2048 bits. */
    RSA_2048("RSA-2048 sign"),
    /** RSA with 3072 bits. */
    RSA_3072("RSA-3072 sign"),
    /** RSA with 4096 bits. */
    RSA_4096("RSA-4096 sign"),
    /** ECDSA over P-256. */
    P256_SIGN("ECDSA P-256 sign"),
    /** ECDSA over P-256. */
    P256_VERIFY("ECDSA P-256 verify"),
    /** ECDSA over P-384. */
    P384_SIGN("ECDSA P-384 sign"),
    /** Ed25519. */
    ED25519_SIGN("Ed25519 sign"),
    /** Ed25519. */
    ED25519_VERIFY("Ed25519 verify"),
    /** ML-DSA-65. */
    ML_DSA_65_SIGN("ML-DSA-65 sign"),
    /** ML-DSA-65. */
    ML_DSA_65_VERIFY("ML-DSA-65 verify"),
    /** A TLS 1.3 handshake, both ends, with the server's key on P-256. */
    TLS_P256("TLS 1.3 handshake, P-256"),
    /** A TLS 1.3 handshake, both ends, with the server's key of RSA with 2048 bits. */
    TLS_RSA_2048("TLS 1.3 handshake, RSA-2048"),
    /** A TLS 1.3 handshake, both ends, with the server's key of RSA with 3072 bits. */
    TLS_RSA_3072("TLS 1.3 handshake, RSA-3072");

    private final String label;

    Measured(String label) {
        this.label = label;
    }

    /** What it is called in a table. */
    String label() {
        return label;
    }

    /** Whether it is a signature, made or verified. */
    boolean asymmetric() {
        return name().endsWith("_SIGN") || name().endsWith("_VERIFY") || name().startsWith("RSA_");
    }

    /**
     * Whether it is a handshake: those are set beside each other, and not beside SoftHSM from C.
     */
    boolean handshake() {
        return name().startsWith("TLS_");
    }
}
