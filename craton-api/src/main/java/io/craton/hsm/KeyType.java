package io.craton.hsm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The key types of PKCS#11 v3.2 ({@code CK_KEY_TYPE}) that this module knows. */
public enum KeyType {
    /** RSA. */
    CKK_RSA(0x0L),
    /** DSA; known, not supported. */
    CKK_DSA(0x1L),
    /** Diffie-Hellman; known, not supported. */
    CKK_DH(0x2L),
    /** Elliptic curve over a prime field (ECDSA, ECDH). */
    CKK_EC(0x3L),
    /** Any secret bytes (HMAC, derivation). */
    CKK_GENERIC_SECRET(0x10L),
    /** Two-key triple DES; by policy only. */
    CKK_DES2(0x14L),
    /** Three-key triple DES; by policy only. */
    CKK_DES3(0x15L),
    /** AES. */
    CKK_AES(0x1FL),
    /** A key for HMAC with SHA-1. */
    CKK_SHA_1_HMAC(0x28L),
    /** A key for HMAC with SHA-256. */
    CKK_SHA256_HMAC(0x2BL),
    /** A key for HMAC with SHA-384. */
    CKK_SHA384_HMAC(0x2CL),
    /** A key for HMAC with SHA-512. */
    CKK_SHA512_HMAC(0x2DL),
    /** A key for HMAC with SHA-224. */
    CKK_SHA224_HMAC(0x2EL),
    /** ChaCha20. */
    CKK_CHACHA20(0x33L),
    /** Poly1305; known, not supported. */
    CKK_POLY1305(0x34L),
    /** AES-XTS, two keys in one value. */
    CKK_AES_XTS(0x35L),
    /** A key for HMAC with SHA3-224. */
    CKK_SHA3_224_HMAC(0x36L),
    /** A key for HMAC with SHA3-256. */
    CKK_SHA3_256_HMAC(0x37L),
    /** A key for HMAC with SHA3-384. */
    CKK_SHA3_384_HMAC(0x38L),
    /** A key for HMAC with SHA3-512. */
    CKK_SHA3_512_HMAC(0x39L),
    /** Ed25519 and Ed448. */
    CKK_EC_EDWARDS(0x40L),
    /** X25519 and X448. */
    CKK_EC_MONTGOMERY(0x41L),
    /** Input keying material of HKDF. */
    CKK_HKDF(0x42L),
    /** A key for HMAC with SHA-512/224. */
    CKK_SHA512_224_HMAC(0x43L),
    /** A key for HMAC with SHA-512/256. */
    CKK_SHA512_256_HMAC(0x44L),
    /** HSS/LMS hash-based signatures (verification only). */
    CKK_HSS(0x46L),
    /** XMSS hash-based signatures (verification only). */
    CKK_XMSS(0x47L),
    /** XMSS^MT hash-based signatures (verification only). */
    CKK_XMSSMT(0x48L),
    /** ML-KEM of FIPS 203. */
    CKK_ML_KEM(0x49L),
    /** ML-DSA of FIPS 204. */
    CKK_ML_DSA(0x4AL),
    /** SLH-DSA of FIPS 205. */
    CKK_SLH_DSA(0x4BL);

    private static final Map<Long, KeyType> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(KeyType::code, Function.identity()));

    private final long code;

    KeyType(long code) {
        this.code = code;
    }

    /** The number in the standard. */
    public long code() {
        return code;
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
