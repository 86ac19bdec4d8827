package io.craton.hsm;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of the key types of PKCS#11 v3.2 ({@code CK_KEY_TYPE}) that this module knows. Which
 * mechanism generates them stands in {@link MechanismType}, their curves in {@link Curve}, their
 * parameter sets in {@link ParameterSet}.
 */
public enum KeyType {
    /** RSA. */
    CKK_RSA(0x0L, Kind.KEY_PAIR),
    /** DSA; known, not supported. */
    CKK_DSA(0x1L, Kind.UNSUPPORTED),
    /** Diffie-Hellman; known, not supported. */
    CKK_DH(0x2L, Kind.UNSUPPORTED),
    /** Elliptic curve over a prime field (ECDSA, ECDH). */
    CKK_EC(0x3L, Kind.KEY_PAIR),
    /** Any secret bytes (HMAC, derivation). */
    CKK_GENERIC_SECRET(0x10L, Kind.GENERIC, "Generic"),
    /** Two-key triple DES; by policy only. */
    CKK_DES2(0x14L, Kind.CIPHER, "DESede", 16),
    /** Three-key triple DES; by policy only. */
    CKK_DES3(0x15L, Kind.CIPHER, "DESede", 24),
    /** AES. */
    CKK_AES(0x1FL, Kind.CIPHER, "AES", 16, 24, 32),
    /** A key for HMAC with SHA-1. */
    CKK_SHA_1_HMAC(0x28L, Digest.SHA_1),
    /** A key for HMAC with SHA-256. */
    CKK_SHA256_HMAC(0x2BL, Digest.SHA_256),
    /** A key for HMAC with SHA-384. */
    CKK_SHA384_HMAC(0x2CL, Digest.SHA_384),
    /** A key for HMAC with SHA-512. */
    CKK_SHA512_HMAC(0x2DL, Digest.SHA_512),
    /** A key for HMAC with SHA-224. */
    CKK_SHA224_HMAC(0x2EL, Digest.SHA_224),
    /** ChaCha20. */
    CKK_CHACHA20(0x33L, Kind.CIPHER, "ChaCha20", 32),
    /** Poly1305; known, not supported. */
    CKK_POLY1305(0x34L, Kind.UNSUPPORTED),
    /** AES-XTS, two keys in one value. */
    CKK_AES_XTS(0x35L, Kind.CIPHER, "AES-XTS", 32, 64),
    /** A key for HMAC with SHA3-224. */
    CKK_SHA3_224_HMAC(0x36L, Digest.SHA3_224),
    /** A key for HMAC with SHA3-256. */
    CKK_SHA3_256_HMAC(0x37L, Digest.SHA3_256),
    /** A key for HMAC with SHA3-384. */
    CKK_SHA3_384_HMAC(0x38L, Digest.SHA3_384),
    /** A key for HMAC with SHA3-512. */
    CKK_SHA3_512_HMAC(0x39L, Digest.SHA3_512),
    /** Ed25519 and Ed448. */
    CKK_EC_EDWARDS(0x40L, Kind.KEY_PAIR),
    /** X25519 and X448. */
    CKK_EC_MONTGOMERY(0x41L, Kind.KEY_PAIR),
    /** Input keying material of HKDF. */
    CKK_HKDF(0x42L, Kind.DERIVATION, "Generic"),
    /** A key for HMAC with SHA-512/224. */
    CKK_SHA512_224_HMAC(0x43L, Digest.SHA_512_224),
    /** A key for HMAC with SHA-512/256. */
    CKK_SHA512_256_HMAC(0x44L, Digest.SHA_512_256),
    /** HSS/LMS hash-based signatures (verification only). */
    CKK_HSS(0x46L, Kind.PUBLIC_ONLY),
    /** XMSS hash-based signatures (verification only). */
    CKK_XMSS(0x47L, Kind.PUBLIC_ONLY),
    /** XMSS^MT hash-based signatures (verification only). */
    CKK_XMSSMT(0x48L, Kind.PUBLIC_ONLY),
    /** ML-KEM of FIPS 203. */
    CKK_ML_KEM(0x49L, Kind.KEY_PAIR),
    /** ML-DSA of FIPS 204. */
    CKK_ML_DSA(0x4AL, Kind.KEY_PAIR),
    /** SLH-DSA of FIPS 205. */
    CKK_SLH_DSA(0x4BL, Kind.KEY_PAIR);

    private static final Map<Long, KeyType> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(KeyType::code, Function.identity()));

    /** What keys of a type are. */
    public enum Kind {
        /** Key pairs. */
        KEY_PAIR,
        /** Public keys, whose private half is not kept here. */
        PUBLIC_ONLY,
        /** Secret keys that encrypt. */
        CIPHER,
        /** Secret keys that authenticate. */
        MAC,
        /** Secret keys that derive others. */
        DERIVATION,
        /** Secret bytes for whatever they are given to. */
        GENERIC,
        /** Known by its number only. */
        UNSUPPORTED;

        /** Whether keys of this kind are secret keys. */
        public boolean isSecret() {
            return this == CIPHER || this == MAC || this == DERIVATION || this == GENERIC;
        }
    }

    private static final Set<KeyType> SECRET_KEYS =
            Collections.unmodifiableSet(
                    Stream.of(values())
                            .filter(type -> type.kind.isSecret())
                            .collect(Collectors.toCollection(() -> EnumSet.noneOf(KeyType.class))));

    private final long code;
    private final Kind kind;
    private final @Nullable String javaName;
    private final List<Integer> lengths;
    private final @Nullable Digest digest;

    KeyType(long code, Kind kind) {
        this.code = code;
        this.kind = kind;
        this.javaName = null;
        this.lengths = List.of();
        this.digest = null;
    }

    /** Keys for the HMAC with this hash function. */
    KeyType(long code, Digest digest) {
        this.code = code;
        this.kind = Kind.MAC;
        this.javaName = digest.hmacName();
        this.lengths = List.of();
        this.digest = digest;
    }

    /**
     * A type of secret keys.
     *
     * @param lengths of a value in bytes; none if every length is possible
     */
    KeyType(long code, Kind kind, String javaName, Integer... lengths) {
        this.code = code;
        this.kind = kind;
        this.javaName = javaName;
        this.lengths = List.of(lengths);
        this.digest = null;
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }

    /** What keys of this type are. */
    public Kind kind() {
        return kind;
    }

    /** The name of secret keys of this type in Java; null if they are no secret keys. */
    public @Nullable String javaName() {
        return javaName;
    }

    /** The hash function whose HMAC keys of this type are for; empty if there is none. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** The name on the command line, such as {@code aes} and {@code sha256-hmac}. */
    public String label() {
        String label = name().substring("CKK_".length()).toLowerCase(Locale.ROOT);
        return label.replace("_secret", "").replace('_', '-');
    }

    /**
     * How many bytes the value of a secret key of this type may have.
     *
     * @return empty if every length from 1 to {@link Limits#SECRET_BYTES} is possible
     */
    public List<Integer> lengths() {
        return lengths;
    }

    /** The mechanism that generates such keys; empty if there is none. */
    public Optional<MechanismType> generator() {
        return MechanismType.generatorOf(this);
    }

    /** The type of the keys that are for the HMAC with this hash function alone. */
    static Optional<KeyType> ofHmac(Digest digest) {
        return Stream.of(values()).filter(type -> type.digest == digest).findFirst();
    }

    /** The types of secret keys. */
    public static Set<KeyType> secretKeys() {
        return SECRET_KEYS;
    }

    /**
     * The constant with this number.
     *
     * @param code the number in the standard
     * @return empty if it is not one that this module knows
     */
    public static Optional<KeyType> of(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
