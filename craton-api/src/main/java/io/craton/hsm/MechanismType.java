package io.craton.hsm;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The mechanisms of PKCS#11 v3.2 ({@code CK_MECHANISM_TYPE}) that this module knows, by the number
 * of the standard, with the hash function that is inside it or the type of the keys that it
 * generates. What each can do is in {@link Slot#mechanismInfo}.
 */
public enum MechanismType {
    CKM_RSA_PKCS_KEY_PAIR_GEN(0x0L, KeyType.CKK_RSA),
    CKM_RSA_PKCS(0x1L),
    CKM_RSA_X_509(0x3L),
    CKM_SHA1_RSA_PKCS(0x6L, DigestUse.RSA_PKCS, Digest.SHA_1, Oid.PKCS1 + 5),
    CKM_RSA_PKCS_OAEP(0x9L),
    CKM_RSA_PKCS_PSS(0xDL),
    CKM_SHA1_RSA_PKCS_PSS(0xEL, DigestUse.RSA_PSS, Digest.SHA_1),
    CKM_ML_KEM_KEY_PAIR_GEN(0xFL, KeyType.CKK_ML_KEM),
    CKM_ML_KEM(0x17L),
    CKM_ML_DSA_KEY_PAIR_GEN(0x1CL, KeyType.CKK_ML_DSA),
    CKM_ML_DSA(0x1DL),
    CKM_HASH_ML_DSA(0x1FL),
    CKM_HASH_ML_DSA_SHA224(0x23L, DigestUse.HASH_ML_DSA, Digest.SHA_224),
    CKM_HASH_ML_DSA_SHA256(0x24L, DigestUse.HASH_ML_DSA, Digest.SHA_256),
    CKM_HASH_ML_DSA_SHA384(0x25L, DigestUse.HASH_ML_DSA, Digest.SHA_384),
    CKM_HASH_ML_DSA_SHA512(0x26L, DigestUse.HASH_ML_DSA, Digest.SHA_512),
    CKM_HASH_ML_DSA_SHA3_224(0x27L, DigestUse.HASH_ML_DSA, Digest.SHA3_224),
    CKM_HASH_ML_DSA_SHA3_256(0x28L, DigestUse.HASH_ML_DSA, Digest.SHA3_256),
    CKM_HASH_ML_DSA_SHA3_384(0x29L, DigestUse.HASH_ML_DSA, Digest.SHA3_384),
    CKM_HASH_ML_DSA_SHA3_512(0x2AL, DigestUse.HASH_ML_DSA, Digest.SHA3_512),
    CKM_HASH_ML_DSA_SHAKE128(0x2BL, DigestUse.HASH_ML_DSA, Digest.SHAKE_128),
    CKM_HASH_ML_DSA_SHAKE256(0x2CL, DigestUse.HASH_ML_DSA, Digest.SHAKE_256),
    CKM_SLH_DSA_KEY_PAIR_GEN(0x2DL, KeyType.CKK_SLH_DSA),
    CKM_SLH_DSA(0x2EL),
    CKM_HASH_SLH_DSA(0x34L),
    CKM_HASH_SLH_DSA_SHA224(0x36L, DigestUse.HASH_SLH_DSA, Digest.SHA_224),
    CKM_HASH_SLH_DSA_SHA256(0x37L, DigestUse.HASH_SLH_DSA, Digest.SHA_256),
    CKM_HASH_SLH_DSA_SHA384(0x38L, DigestUse.HASH_SLH_DSA, Digest.SHA_384),
    CKM_HASH_SLH_DSA_SHA512(0x39L, DigestUse.HASH_SLH_DSA, Digest.SHA_512),
    CKM_HASH_SLH_DSA_SHA3_224(0x3AL, DigestUse.HASH_SLH_DSA, Digest.SHA3_224),
    CKM_HASH_SLH_DSA_SHA3_256(0x3BL, DigestUse.HASH_SLH_DSA, Digest.SHA3_256),
    CKM_HASH_SLH_DSA_SHA3_384(0x3CL, DigestUse.HASH_SLH_DSA, Digest.SHA3_384),
    CKM_HASH_SLH_DSA_SHA3_512(0x3DL, DigestUse.HASH_SLH_DSA, Digest.SHA3_512),
    CKM_HASH_SLH_DSA_SHAKE128(0x3EL, DigestUse.HASH_SLH_DSA, Digest.SHAKE_128),
    CKM_HASH_SLH_DSA_SHAKE256(0x3FL, DigestUse.HASH_SLH_DSA, Digest.SHAKE_256),
    CKM_SHA256_RSA_PKCS(0x40L, DigestUse.RSA_PKCS, Digest.SHA_256, Oid.PKCS1 + 11),
    CKM_SHA384_RSA_PKCS(0x41L, DigestUse.RSA_PKCS, Digest.SHA_384, Oid.PKCS1 + 12),
    CKM_SHA512_RSA_PKCS(0x42L, DigestUse.RSA_PKCS, Digest.SHA_512, Oid.PKCS1 + 13),
    CKM_SHA256_RSA_PKCS_PSS(0x43L, DigestUse.RSA_PSS, Digest.SHA_256),
    CKM_SHA384_RSA_PKCS_PSS(0x44L, DigestUse.RSA_PSS, Digest.SHA_384),
    CKM_SHA512_RSA_PKCS_PSS(0x45L, DigestUse.RSA_PSS, Digest.SHA_512),
    CKM_SHA224_RSA_PKCS(0x46L, DigestUse.RSA_PKCS, Digest.SHA_224, Oid.PKCS1 + 14),
    CKM_SHA224_RSA_PKCS_PSS(0x47L, DigestUse.RSA_PSS, Digest.SHA_224),
    CKM_SHA512_224(0x48L, DigestUse.DIGEST, Digest.SHA_512_224),
    CKM_SHA512_224_HMAC(0x49L, DigestUse.HMAC, Digest.SHA_512_224, Oid.RSADSI + 12),
    CKM_SHA512_224_HMAC_GENERAL(0x4AL, DigestUse.HMAC_GENERAL, Digest.SHA_512_224),
    CKM_SHA512_256(0x4CL, DigestUse.DIGEST, Digest.SHA_512_256),
    CKM_SHA512_256_HMAC(0x4DL, DigestUse.HMAC, Digest.SHA_512_256, Oid.RSADSI + 13),
    CKM_SHA512_256_HMAC_GENERAL(0x4EL, DigestUse.HMAC_GENERAL, Digest.SHA_512_256),
    CKM_SHA3_256_RSA_PKCS(0x60L, DigestUse.RSA_PKCS, Digest.SHA3_256, Oid.NIST_SIGNATURE + 14),
    CKM_SHA3_384_RSA_PKCS(0x61L, DigestUse.RSA_PKCS, Digest.SHA3_384, Oid.NIST_SIGNATURE + 15),
    CKM_SHA3_512_RSA_PKCS(0x62L, DigestUse.RSA_PKCS, Digest.SHA3_512, Oid.NIST_SIGNATURE + 16),
    CKM_SHA3_256_RSA_PKCS_PSS(0x63L, DigestUse.RSA_PSS, Digest.SHA3_256),
    CKM_SHA3_384_RSA_PKCS_PSS(0x64L, DigestUse.RSA_PSS, Digest.SHA3_384),
    CKM_SHA3_512_RSA_PKCS_PSS(0x65L, DigestUse.RSA_PSS, Digest.SHA3_512),
    CKM_SHA3_224_RSA_PKCS(0x66L, DigestUse.RSA_PKCS, Digest.SHA3_224, Oid.NIST_SIGNATURE + 13),
    CKM_SHA3_224_RSA_PKCS_PSS(0x67L, DigestUse.RSA_PSS, Digest.SHA3_224),
    CKM_DES2_KEY_GEN(0x130L, KeyType.CKK_DES2),
    CKM_DES3_KEY_GEN(0x131L, KeyType.CKK_DES3),
    CKM_DES3_ECB(0x132L),
    CKM_DES3_CBC(0x133L),
    CKM_DES3_CBC_PAD(0x136L),
    CKM_DES3_CMAC_GENERAL(0x137L),
    CKM_DES3_CMAC(0x138L),
    CKM_SHA_1(0x220L, DigestUse.DIGEST, Digest.SHA_1),
    CKM_SHA_1_HMAC(0x221L, DigestUse.HMAC, Digest.SHA_1, Oid.RSADSI + 7),
    CKM_SHA_1_HMAC_GENERAL(0x222L, DigestUse.HMAC_GENERAL, Digest.SHA_1),
    CKM_SHA256(0x250L, DigestUse.DIGEST, Digest.SHA_256),
    CKM_SHA256_HMAC(0x251L, DigestUse.HMAC, Digest.SHA_256, Oid.RSADSI + 9),
    CKM_SHA256_HMAC_GENERAL(0x252L, DigestUse.HMAC_GENERAL, Digest.SHA_256),
    CKM_SHA224(0x255L, DigestUse.DIGEST, Digest.SHA_224),
    CKM_SHA224_HMAC(0x256L, DigestUse.HMAC, Digest.SHA_224, Oid.RSADSI + 8),
    CKM_SHA224_HMAC_GENERAL(0x257L, DigestUse.HMAC_GENERAL, Digest.SHA_224),
    CKM_SHA384(0x260L, DigestUse.DIGEST, Digest.SHA_384),
    CKM_SHA384_HMAC(0x261L, DigestUse.HMAC, Digest.SHA_384, Oid.RSADSI + 10),
    CKM_SHA384_HMAC_GENERAL(0x262L, DigestUse.HMAC_GENERAL, Digest.SHA_384),
    CKM_SHA512(0x270L, DigestUse.DIGEST, Digest.SHA_512),
    CKM_SHA512_HMAC(0x271L, DigestUse.HMAC, Digest.SHA_512, Oid.RSADSI + 11),
    CKM_SHA512_HMAC_GENERAL(0x272L, DigestUse.HMAC_GENERAL, Digest.SHA_512),
    CKM_SHA3_256(0x2B0L, DigestUse.DIGEST, Digest.SHA3_256),
    CKM_SHA3_256_HMAC(0x2B1L, DigestUse.HMAC, Digest.SHA3_256, Oid.NIST_HASH + 14),
    CKM_SHA3_256_HMAC_GENERAL(0x2B2L, DigestUse.HMAC_GENERAL, Digest.SHA3_256),
    CKM_SHA3_256_KEY_GEN(0x2B3L, DigestUse.KEY_GEN, Digest.SHA3_256),
    CKM_SHA3_224(0x2B5L, DigestUse.DIGEST, Digest.SHA3_224),
    CKM_SHA3_224_HMAC(0x2B6L, DigestUse.HMAC, Digest.SHA3_224, Oid.NIST_HASH + 13),
    CKM_SHA3_224_HMAC_GENERAL(0x2B7L, DigestUse.HMAC_GENERAL, Digest.SHA3_224),
    CKM_SHA3_224_KEY_GEN(0x2B8L, DigestUse.KEY_GEN, Digest.SHA3_224),
    CKM_SHA3_384(0x2C0L, DigestUse.DIGEST, Digest.SHA3_384),
    CKM_SHA3_384_HMAC(0x2C1L, DigestUse.HMAC, Digest.SHA3_384, Oid.NIST_HASH + 15),
    CKM_SHA3_384_HMAC_GENERAL(0x2C2L, DigestUse.HMAC_GENERAL, Digest.SHA3_384),
    CKM_SHA3_384_KEY_GEN(0x2C3L, DigestUse.KEY_GEN, Digest.SHA3_384),
    CKM_SHA3_512(0x2D0L, DigestUse.DIGEST, Digest.SHA3_512),
    CKM_SHA3_512_HMAC(0x2D1L, DigestUse.HMAC, Digest.SHA3_512, Oid.NIST_HASH + 16),
    CKM_SHA3_512_HMAC_GENERAL(0x2D2L, DigestUse.HMAC_GENERAL, Digest.SHA3_512),
    CKM_SHA3_512_KEY_GEN(0x2D3L, DigestUse.KEY_GEN, Digest.SHA3_512),
    CKM_GENERIC_SECRET_KEY_GEN(0x350L, KeyType.CKK_GENERIC_SECRET),
    CKM_CONCATENATE_BASE_AND_KEY(0x360L),
    CKM_CONCATENATE_BASE_AND_DATA(0x362L),
    CKM_CONCATENATE_DATA_AND_BASE(0x363L),
    CKM_XOR_BASE_AND_DATA(0x364L),
    CKM_EXTRACT_KEY_FROM_KEY(0x365L),
    CKM_SHA1_KEY_DERIVATION(0x392L, DigestUse.KEY_DERIVATION, Digest.SHA_1),
    CKM_SHA256_KEY_DERIVATION(0x393L, DigestUse.KEY_DERIVATION, Digest.SHA_256),
    CKM_SHA384_KEY_DERIVATION(0x394L, DigestUse.KEY_DERIVATION, Digest.SHA_384),
    CKM_SHA512_KEY_DERIVATION(0x395L, DigestUse.KEY_DERIVATION, Digest.SHA_512),
    CKM_SHA224_KEY_DERIVATION(0x396L, DigestUse.KEY_DERIVATION, Digest.SHA_224),
    CKM_SHA3_256_KEY_DERIVATION(0x397L, DigestUse.KEY_DERIVATION, Digest.SHA3_256),
    CKM_SHA3_224_KEY_DERIVATION(0x398L, DigestUse.KEY_DERIVATION, Digest.SHA3_224),
    CKM_SHA3_384_KEY_DERIVATION(0x399L, DigestUse.KEY_DERIVATION, Digest.SHA3_384),
    CKM_SHA3_512_KEY_DERIVATION(0x39AL, DigestUse.KEY_DERIVATION, Digest.SHA3_512),
    CKM_SP800_108_COUNTER_KDF(0x3ACL),
    CKM_SP800_108_FEEDBACK_KDF(0x3ADL),
    CKM_PKCS5_PBKD2(0x3B0L),
    CKM_EC_KEY_PAIR_GEN(0x1040L, KeyType.CKK_EC),
    CKM_ECDSA(0x1041L),
    CKM_ECDSA_SHA1(0x1042L, DigestUse.ECDSA, Digest.SHA_1, Oid.X962 + "1"),
    CKM_ECDSA_SHA224(0x1043L, DigestUse.ECDSA, Digest.SHA_224, Oid.X962 + "3.1"),
    CKM_ECDSA_SHA256(0x1044L, DigestUse.ECDSA, Digest.SHA_256, Oid.X962 + "3.2"),
    CKM_ECDSA_SHA384(0x1045L, DigestUse.ECDSA, Digest.SHA_384, Oid.X962 + "3.3"),
    CKM_ECDSA_SHA512(0x1046L, DigestUse.ECDSA, Digest.SHA_512, Oid.X962 + "3.4"),
    CKM_ECDSA_SHA3_224(0x1047L, DigestUse.ECDSA, Digest.SHA3_224, Oid.NIST_SIGNATURE + 9),
    CKM_ECDSA_SHA3_256(0x1048L, DigestUse.ECDSA, Digest.SHA3_256, Oid.NIST_SIGNATURE + 10),
    CKM_ECDSA_SHA3_384(0x1049L, DigestUse.ECDSA, Digest.SHA3_384, Oid.NIST_SIGNATURE + 11),
    CKM_ECDSA_SHA3_512(0x104AL, DigestUse.ECDSA, Digest.SHA3_512, Oid.NIST_SIGNATURE + 12),
    CKM_ECDH1_DERIVE(0x1050L),
    CKM_ECDH1_COFACTOR_DERIVE(0x1051L),
    CKM_RSA_AES_KEY_WRAP(0x1054L),
    CKM_EC_EDWARDS_KEY_PAIR_GEN(0x1055L, KeyType.CKK_EC_EDWARDS),
    CKM_EC_MONTGOMERY_KEY_PAIR_GEN(0x1056L, KeyType.CKK_EC_MONTGOMERY),
    CKM_EDDSA(0x1057L),
    CKM_AES_XTS(0x1071L),
    CKM_AES_XTS_KEY_GEN(0x1072L, KeyType.CKK_AES_XTS),
    CKM_AES_KEY_GEN(0x1080L, KeyType.CKK_AES),
    CKM_AES_ECB(0x1081L),
    CKM_AES_CBC(0x1082L),
    CKM_AES_CBC_PAD(0x1085L),
    CKM_AES_CTR(0x1086L),
    CKM_AES_GCM(0x1087L),
    CKM_AES_CCM(0x1088L),
    CKM_AES_CTS(0x1089L),
    CKM_AES_CMAC(0x108AL),
    CKM_AES_CMAC_GENERAL(0x108BL),
    CKM_AES_GMAC(0x108EL),
    CKM_DES3_ECB_ENCRYPT_DATA(0x1102L),
    CKM_DES3_CBC_ENCRYPT_DATA(0x1103L),
    CKM_AES_ECB_ENCRYPT_DATA(0x1104L),
    CKM_AES_CBC_ENCRYPT_DATA(0x1105L),
    CKM_CHACHA20_KEY_GEN(0x1225L, KeyType.CKK_CHACHA20),
    CKM_AES_KEY_WRAP(0x2109L),
    CKM_AES_KEY_WRAP_PAD(0x210AL),
    CKM_AES_KEY_WRAP_KWP(0x210BL),
    CKM_AES_KEY_WRAP_PKCS7(0x210CL),
    CKM_SHA_1_KEY_GEN(0x4003L, DigestUse.KEY_GEN, Digest.SHA_1),
    CKM_SHA224_KEY_GEN(0x4004L, DigestUse.KEY_GEN, Digest.SHA_224),
    CKM_SHA256_KEY_GEN(0x4005L, DigestUse.KEY_GEN, Digest.SHA_256),
    CKM_SHA384_KEY_GEN(0x4006L, DigestUse.KEY_GEN, Digest.SHA_384),
    CKM_SHA512_KEY_GEN(0x4007L, DigestUse.KEY_GEN, Digest.SHA_512),
    CKM_SHA512_224_KEY_GEN(0x4008L, DigestUse.KEY_GEN, Digest.SHA_512_224),
    CKM_SHA512_256_KEY_GEN(0x4009L, DigestUse.KEY_GEN, Digest.SHA_512_256),
    CKM_CHACHA20_POLY1305(0x4021L),
    CKM_HKDF_DERIVE(0x402AL),
    CKM_HKDF_DATA(0x402BL),
    CKM_HKDF_KEY_GEN(0x402CL, KeyType.CKK_HKDF),
    CKM_HSS(0x4033L),
    CKM_XMSS(0x4036L),
    CKM_XMSSMT(0x4037L),
    CKM_PUB_KEY_FROM_PRIV_KEY(0x403AL);

    private static final Map<Long, MechanismType> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(MechanismType::code, Function.identity()));

    private static final Map<DigestUse, Map<Digest, MechanismType>> BY_DIGEST =
            new EnumMap<>(DigestUse.class);
    private static final Map<KeyType, MechanismType> GENERATORS = new EnumMap<>(KeyType.class);

    static {
        for (DigestUse use : DigestUse.values()) {
            BY_DIGEST.put(use, new EnumMap<>(Digest.class));
        }
        for (MechanismType type : values()) {
            type.enter();
        }
    }

    private final long code;
    private final @Nullable DigestUse use;
    private final @Nullable Digest digest;
    private final @Nullable KeyType made;
    private final @Nullable String oid;

    MechanismType(long code) {
        this(code, null, null, null, null);
    }

    /** It generates keys of this type. */
    MechanismType(long code, KeyType made) {
        this(code, null, null, made, null);
    }

    /** It has this hash function inside. */
    MechanismType(long code, DigestUse use, Digest digest) {
        this(code, use, digest, null, null);
    }

    MechanismType(long code, DigestUse use, Digest digest, String oid) {
        this(code, use, digest, null, oid);
    }

    MechanismType(
            long code,
            @Nullable DigestUse use,
            @Nullable Digest digest,
            @Nullable KeyType made,
            @Nullable String oid) {
        this.code = code;
        this.use = use;
        this.digest = digest;
        this.made = use == DigestUse.KEY_GEN && digest != null ? digest.hmacKeys() : made;
        this.oid = oid;
    }

    private static Map<Digest, MechanismType> byDigest(DigestUse use) {
        return Objects.requireNonNull(BY_DIGEST.get(use));
    }

    private void enter() {
        if (use != null && digest != null && byDigest(use).put(digest, this) != null) {
            throw new IllegalStateException("two mechanisms are " + use + " with " + digest);
        }
        if (made != null && GENERATORS.put(made, this) != null) {
            throw new IllegalStateException("two mechanisms generate keys of the type " + made);
        }
    }

    /** The number in the standard. */
    public long code() {
        return code;
    }

    /** The hash function that its name says is inside; empty if there is none. */
    public Optional<Digest> digest() {
        return Optional.ofNullable(digest);
    }

    /** What it does with the hash function that is inside; empty if there is none. */
    public Optional<DigestUse> digestUse() {
        return Optional.ofNullable(use);
    }

    /** The type of the keys that it generates; empty if it generates none, or of several types. */
    public Optional<KeyType> generates() {
        return Optional.ofNullable(made);
    }

    /**
     * The object identifier of its algorithm in certificates and in Java, in dotted form; empty if
     * there is none, or if it depends on the key.
     */
    public Optional<String> oid() {
        return Optional.ofNullable(oid);
    }

    /** The mechanism that uses a hash function in this way, if there is one. */
    static Optional<MechanismType> of(DigestUse use, Digest digest) {
        return Optional.ofNullable(byDigest(use).get(digest));
    }

    /** The mechanisms that use a hash function in this way, each with the function. */
    static Map<Digest, MechanismType> all(DigestUse use) {
        return Collections.unmodifiableMap(byDigest(use));
    }

    /** The mechanism that generates keys of a type, if there is one. */
    static Optional<MechanismType> generatorOf(KeyType keyType) {
        return Optional.ofNullable(GENERATORS.get(keyType));
    }

    /**
     * The constant with this number.
     *
     * @param code the number in the standard
     * @return empty if it is not one that this module knows
     */
    public static Optional<MechanismType> of(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }

    /** Beginnings of object identifiers. */
    private static final class Oid {
        /** PKCS #1 (RFC 8017). */
        static final String PKCS1 = "1.2.840.113549.1.1.";

        /** HMAC (RFC 8018). */
        static final String RSADSI = "1.2.840.113549.2.";

        /** ECDSA (RFC 5758, ANSI X9.62). */
        static final String X962 = "1.2.840.10045.4.";

        /** NIST's hash functions and their HMACs. */
        static final String NIST_HASH = "2.16.840.1.101.3.4.2.";

        /** NIST's signatures. */
        static final String NIST_SIGNATURE = "2.16.840.1.101.3.4.3.";
    }
}
