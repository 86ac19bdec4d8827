package io.craton.hsm;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The mechanisms of PKCS#11 v3.2 ({@code CK_MECHANISM_TYPE}) that this module knows, by the number
 * of the standard. What each can do is in {@link Slot#mechanismInfo}.
 */
public enum MechanismType {
    /** {@code CKM_RSA_PKCS_KEY_PAIR_GEN}. */
    CKM_RSA_PKCS_KEY_PAIR_GEN(0x0L),
    /** {@code CKM_RSA_PKCS}. */
    CKM_RSA_PKCS(0x1L),
    /** {@code CKM_RSA_X_509}. */
    CKM_RSA_X_509(0x3L),
    /** {@code CKM_SHA1_RSA_PKCS}. */
    CKM_SHA1_RSA_PKCS(0x6L),
    /** {@code CKM_RSA_PKCS_OAEP}. */
    CKM_RSA_PKCS_OAEP(0x9L),
    /** {@code CKM_RSA_PKCS_PSS}. */
    CKM_RSA_PKCS_PSS(0xDL),
    /** {@code CKM_SHA1_RSA_PKCS_PSS}. */
    CKM_SHA1_RSA_PKCS_PSS(0xEL),
    /** {@code CKM_ML_KEM_KEY_PAIR_GEN}. */
    CKM_ML_KEM_KEY_PAIR_GEN(0xFL),
    /** {@code CKM_ML_KEM}. */
    CKM_ML_KEM(0x17L),
    /** {@code CKM_ML_DSA_KEY_PAIR_GEN}. */
    CKM_ML_DSA_KEY_PAIR_GEN(0x1CL),
    /** {@code CKM_ML_DSA}. */
    CKM_ML_DSA(0x1DL),
    /** {@code CKM_HASH_ML_DSA}. */
    CKM_HASH_ML_DSA(0x1FL),
    /** {@code CKM_HASH_ML_DSA_SHA224}. */
    CKM_HASH_ML_DSA_SHA224(0x23L),
    /** {@code CKM_HASH_ML_DSA_SHA256}. */
    CKM_HASH_ML_DSA_SHA256(0x24L),
    /** {@code CKM_HASH_ML_DSA_SHA384}. */
    CKM_HASH_ML_DSA_SHA384(0x25L),
    /** {@code CKM_HASH_ML_DSA_SHA512}. */
    CKM_HASH_ML_DSA_SHA512(0x26L),
    /** {@code CKM_HASH_ML_DSA_SHA3_224}. */
    CKM_HASH_ML_DSA_SHA3_224(0x27L),
    /** {@code CKM_HASH_ML_DSA_SHA3_256}. */
    CKM_HASH_ML_DSA_SHA3_256(0x28L),
    /** {@code CKM_HASH_ML_DSA_SHA3_384}. */
    CKM_HASH_ML_DSA_SHA3_384(0x29L),
    /** {@code CKM_HASH_ML_DSA_SHA3_512}. */
    CKM_HASH_ML_DSA_SHA3_512(0x2AL),
    /** {@code CKM_HASH_ML_DSA_SHAKE128}. */
    CKM_HASH_ML_DSA_SHAKE128(0x2BL),
    /** {@code CKM_HASH_ML_DSA_SHAKE256}. */
    CKM_HASH_ML_DSA_SHAKE256(0x2CL),
    /** {@code CKM_SLH_DSA_KEY_PAIR_GEN}. */
    CKM_SLH_DSA_KEY_PAIR_GEN(0x2DL),
    /** {@code CKM_SLH_DSA}. */
    CKM_SLH_DSA(0x2EL),
    /** {@code CKM_HASH_SLH_DSA}. */
    CKM_HASH_SLH_DSA(0x34L),
    /** {@code CKM_HASH_SLH_DSA_SHA224}. */
    CKM_HASH_SLH_DSA_SHA224(0x36L),
    /** {@code CKM_HASH_SLH_DSA_SHA256}. */
    CKM_HASH_SLH_DSA_SHA256(0x37L),
    /** {@code CKM_HASH_SLH_DSA_SHA384}. */
    CKM_HASH_SLH_DSA_SHA384(0x38L),
    /** {@code CKM_HASH_SLH_DSA_SHA512}. */
    CKM_HASH_SLH_DSA_SHA512(0x39L),
    /** {@code CKM_HASH_SLH_DSA_SHA3_224}. */
    CKM_HASH_SLH_DSA_SHA3_224(0x3AL),
    /** {@code CKM_HASH_SLH_DSA_SHA3_256}. */
    CKM_HASH_SLH_DSA_SHA3_256(0x3BL),
    /** {@code CKM_HASH_SLH_DSA_SHA3_384}. */
    CKM_HASH_SLH_DSA_SHA3_384(0x3CL),
    /** {@code CKM_HASH_SLH_DSA_SHA3_512}. */
    CKM_HASH_SLH_DSA_SHA3_512(0x3DL),
    /** {@code CKM_HASH_SLH_DSA_SHAKE128}. */
    CKM_HASH_SLH_DSA_SHAKE128(0x3EL),
    /** {@code CKM_HASH_SLH_DSA_SHAKE256}. */
    CKM_HASH_SLH_DSA_SHAKE256(0x3FL),
    /** {@code CKM_SHA256_RSA_PKCS}. */
    CKM_SHA256_RSA_PKCS(0x40L),
    /** {@code CKM_SHA384_RSA_PKCS}. */
    CKM_SHA384_RSA_PKCS(0x41L),
    /** {@code CKM_SHA512_RSA_PKCS}. */
    CKM_SHA512_RSA_PKCS(0x42L),
    /** {@code CKM_SHA256_RSA_PKCS_PSS}. */
    CKM_SHA256_RSA_PKCS_PSS(0x43L),
    /** {@code CKM_SHA384_RSA_PKCS_PSS}. */
    CKM_SHA384_RSA_PKCS_PSS(0x44L),
    /** {@code CKM_SHA512_RSA_PKCS_PSS}. */
    CKM_SHA512_RSA_PKCS_PSS(0x45L),
    /** {@code CKM_SHA224_RSA_PKCS}. */
    CKM_SHA224_RSA_PKCS(0x46L),
    /** {@code CKM_SHA224_RSA_PKCS_PSS}. */
    CKM_SHA224_RSA_PKCS_PSS(0x47L),
    /** {@code CKM_SHA512_224}. */
    CKM_SHA512_224(0x48L),
    /** {@code CKM_SHA512_224_HMAC}. */
    CKM_SHA512_224_HMAC(0x49L),
    /** {@code CKM_SHA512_224_HMAC_GENERAL}. */
    CKM_SHA512_224_HMAC_GENERAL(0x4AL),
    /** {@code CKM_SHA512_256}. */
    CKM_SHA512_256(0x4CL),
    /** {@code CKM_SHA512_256_HMAC}. */
    CKM_SHA512_256_HMAC(0x4DL),
    /** {@code CKM_SHA512_256_HMAC_GENERAL}. */
    CKM_SHA512_256_HMAC_GENERAL(0x4EL),
    /** {@code CKM_SHA3_256_RSA_PKCS}. */
    CKM_SHA3_256_RSA_PKCS(0x60L),
    /** {@code CKM_SHA3_384_RSA_PKCS}. */
    CKM_SHA3_384_RSA_PKCS(0x61L),
    /** {@code CKM_SHA3_512_RSA_PKCS}. */
    CKM_SHA3_512_RSA_PKCS(0x62L),
    /** {@code CKM_SHA3_256_RSA_PKCS_PSS}. */
    CKM_SHA3_256_RSA_PKCS_PSS(0x63L),
    /** {@code CKM_SHA3_384_RSA_PKCS_PSS}. */
    CKM_SHA3_384_RSA_PKCS_PSS(0x64L),
    /** {@code CKM_SHA3_512_RSA_PKCS_PSS}. */
    CKM_SHA3_512_RSA_PKCS_PSS(0x65L),
    /** {@code CKM_SHA3_224_RSA_PKCS}. */
    CKM_SHA3_224_RSA_PKCS(0x66L),
    /** {@code CKM_SHA3_224_RSA_PKCS_PSS}. */
    CKM_SHA3_224_RSA_PKCS_PSS(0x67L),
    /** {@code CKM_DES2_KEY_GEN}. */
    CKM_DES2_KEY_GEN(0x130L),
    /** {@code CKM_DES3_KEY_GEN}. */
    CKM_DES3_KEY_GEN(0x131L),
    /** {@code CKM_DES3_ECB}. */
    CKM_DES3_ECB(0x132L),
    /** {@code CKM_DES3_CBC}. */
    CKM_DES3_CBC(0x133L),
    /** {@code CKM_DES3_CBC_PAD}. */
    CKM_DES3_CBC_PAD(0x136L),
    /** {@code CKM_DES3_CMAC_GENERAL}. */
    CKM_DES3_CMAC_GENERAL(0x137L),
    /** {@code CKM_DES3_CMAC}. */
    CKM_DES3_CMAC(0x138L),
    /** {@code CKM_SHA_1}. */
    CKM_SHA_1(0x220L),
    /** {@code CKM_SHA_1_HMAC}. */
    CKM_SHA_1_HMAC(0x221L),
    /** {@code CKM_SHA_1_HMAC_GENERAL}. */
    CKM_SHA_1_HMAC_GENERAL(0x222L),
    /** {@code CKM_SHA256}. */
    CKM_SHA256(0x250L),
    /** {@code CKM_SHA256_HMAC}. */
    CKM_SHA256_HMAC(0x251L),
    /** {@code CKM_SHA256_HMAC_GENERAL}. */
    CKM_SHA256_HMAC_GENERAL(0x252L),
    /** {@code CKM_SHA224}. */
    CKM_SHA224(0x255L),
    /** {@code CKM_SHA224_HMAC}. */
    CKM_SHA224_HMAC(0x256L),
    /** {@code CKM_SHA224_HMAC_GENERAL}. */
    CKM_SHA224_HMAC_GENERAL(0x257L),
    /** {@code CKM_SHA384}. */
    CKM_SHA384(0x260L),
    /** {@code CKM_SHA384_HMAC}. */
    CKM_SHA384_HMAC(0x261L),
    /** {@code CKM_SHA384_HMAC_GENERAL}. */
    CKM_SHA384_HMAC_GENERAL(0x262L),
    /** {@code CKM_SHA512}. */
    CKM_SHA512(0x270L),
    /** {@code CKM_SHA512_HMAC}. */
    CKM_SHA512_HMAC(0x271L),
    /** {@code CKM_SHA512_HMAC_GENERAL}. */
    CKM_SHA512_HMAC_GENERAL(0x272L),
    /** {@code CKM_SHA3_256}. */
    CKM_SHA3_256(0x2B0L),
    /** {@code CKM_SHA3_256_HMAC}. */
    CKM_SHA3_256_HMAC(0x2B1L),
    /** {@code CKM_SHA3_256_HMAC_GENERAL}. */
    CKM_SHA3_256_HMAC_GENERAL(0x2B2L),
    /** {@code CKM_SHA3_256_KEY_GEN}. */
    CKM_SHA3_256_KEY_GEN(0x2B3L),
    /** {@code CKM_SHA3_224}. */
    CKM_SHA3_224(0x2B5L),
    /** {@code CKM_SHA3_224_HMAC}. */
    CKM_SHA3_224_HMAC(0x2B6L),
    /** {@code CKM_SHA3_224_HMAC_GENERAL}. */
    CKM_SHA3_224_HMAC_GENERAL(0x2B7L),
    /** {@code CKM_SHA3_224_KEY_GEN}. */
    CKM_SHA3_224_KEY_GEN(0x2B8L),
    /** {@code CKM_SHA3_384}. */
    CKM_SHA3_384(0x2C0L),
    /** {@code CKM_SHA3_384_HMAC}. */
    CKM_SHA3_384_HMAC(0x2C1L),
    /** {@code CKM_SHA3_384_HMAC_GENERAL}. */
    CKM_SHA3_384_HMAC_GENERAL(0x2C2L),
    /** {@code CKM_SHA3_384_KEY_GEN}. */
    CKM_SHA3_384_KEY_GEN(0x2C3L),
    /** {@code CKM_SHA3_512}. */
    CKM_SHA3_512(0x2D0L),
    /** {@code CKM_SHA3_512_HMAC}. */
    CKM_SHA3_512_HMAC(0x2D1L),
    /** {@code CKM_SHA3_512_HMAC_GENERAL}. */
    CKM_SHA3_512_HMAC_GENERAL(0x2D2L),
    /** {@code CKM_SHA3_512_KEY_GEN}. */
    CKM_SHA3_512_KEY_GEN(0x2D3L),
    /** {@code CKM_GENERIC_SECRET_KEY_GEN}. */
    CKM_GENERIC_SECRET_KEY_GEN(0x350L),
    /** {@code CKM_CONCATENATE_BASE_AND_KEY}. */
    CKM_CONCATENATE_BASE_AND_KEY(0x360L),
    /** {@code CKM_CONCATENATE_BASE_AND_DATA}. */
    CKM_CONCATENATE_BASE_AND_DATA(0x362L),
    /** {@code CKM_CONCATENATE_DATA_AND_BASE}. */
    CKM_CONCATENATE_DATA_AND_BASE(0x363L),
    /** {@code CKM_XOR_BASE_AND_DATA}. */
    CKM_XOR_BASE_AND_DATA(0x364L),
    /** {@code CKM_EXTRACT_KEY_FROM_KEY}. */
    CKM_EXTRACT_KEY_FROM_KEY(0x365L),
    /** {@code CKM_SHA1_KEY_DERIVATION}. */
    CKM_SHA1_KEY_DERIVATION(0x392L),
    /** {@code CKM_SHA256_KEY_DERIVATION}. */
    CKM_SHA256_KEY_DERIVATION(0x393L),
    /** {@code CKM_SHA384_KEY_DERIVATION}. */
    CKM_SHA384_KEY_DERIVATION(0x394L),
    /** {@code CKM_SHA512_KEY_DERIVATION}. */
    CKM_SHA512_KEY_DERIVATION(0x395L),
    /** {@code CKM_SHA224_KEY_DERIVATION}. */
    CKM_SHA224_KEY_DERIVATION(0x396L),
    /** {@code CKM_SHA3_256_KEY_DERIVATION}. */
    CKM_SHA3_256_KEY_DERIVATION(0x397L),
    /** {@code CKM_SHA3_224_KEY_DERIVATION}. */
    CKM_SHA3_224_KEY_DERIVATION(0x398L),
    /** {@code CKM_SHA3_384_KEY_DERIVATION}. */
    CKM_SHA3_384_KEY_DERIVATION(0x399L),
    /** {@code CKM_SHA3_512_KEY_DERIVATION}. */
    CKM_SHA3_512_KEY_DERIVATION(0x39AL),
    /** {@code CKM_SP800_108_COUNTER_KDF}. */
    CKM_SP800_108_COUNTER_KDF(0x3ACL),
    /** {@code CKM_SP800_108_FEEDBACK_KDF}. */
    CKM_SP800_108_FEEDBACK_KDF(0x3ADL),
    /** {@code CKM_PKCS5_PBKD2}. */
    CKM_PKCS5_PBKD2(0x3B0L),
    /** {@code CKM_EC_KEY_PAIR_GEN}. */
    CKM_EC_KEY_PAIR_GEN(0x1040L),
    /** {@code CKM_ECDSA}. */
    CKM_ECDSA(0x1041L),
    /** {@code CKM_ECDSA_SHA1}. */
    CKM_ECDSA_SHA1(0x1042L),
    /** {@code CKM_ECDSA_SHA224}. */
    CKM_ECDSA_SHA224(0x1043L),
    /** {@code CKM_ECDSA_SHA256}. */
    CKM_ECDSA_SHA256(0x1044L),
    /** {@code CKM_ECDSA_SHA384}. */
    CKM_ECDSA_SHA384(0x1045L),
    /** {@code CKM_ECDSA_SHA512}. */
    CKM_ECDSA_SHA512(0x1046L),
    /** {@code CKM_ECDSA_SHA3_224}. */
    CKM_ECDSA_SHA3_224(0x1047L),
    /** {@code CKM_ECDSA_SHA3_256}. */
    CKM_ECDSA_SHA3_256(0x1048L),
    /** {@code CKM_ECDSA_SHA3_384}. */
    CKM_ECDSA_SHA3_384(0x1049L),
    /** {@code CKM_ECDSA_SHA3_512}. */
    CKM_ECDSA_SHA3_512(0x104AL),
    /** {@code CKM_ECDH1_DERIVE}. */
    CKM_ECDH1_DERIVE(0x1050L),
    /** {@code CKM_ECDH1_COFACTOR_DERIVE}. */
    CKM_ECDH1_COFACTOR_DERIVE(0x1051L),
    /** {@code CKM_RSA_AES_KEY_WRAP}. */
    CKM_RSA_AES_KEY_WRAP(0x1054L),
    /** {@code CKM_EC_EDWARDS_KEY_PAIR_GEN}. */
    CKM_EC_EDWARDS_KEY_PAIR_GEN(0x1055L),
    /** {@code CKM_EC_MONTGOMERY_KEY_PAIR_GEN}. */
    CKM_EC_MONTGOMERY_KEY_PAIR_GEN(0x1056L),
    /** {@code CKM_EDDSA}. */
    CKM_EDDSA(0x1057L),
    /** {@code CKM_AES_XTS}. */
    CKM_AES_XTS(0x1071L),
    /** {@code CKM_AES_XTS_KEY_GEN}. */
    CKM_AES_XTS_KEY_GEN(0x1072L),
    /** {@code CKM_AES_KEY_GEN}. */
    CKM_AES_KEY_GEN(0x1080L),
    /** {@code CKM_AES_ECB}. */
    CKM_AES_ECB(0x1081L),
    /** {@code CKM_AES_CBC}. */
    CKM_AES_CBC(0x1082L),
    /** {@code CKM_AES_CBC_PAD}. */
    CKM_AES_CBC_PAD(0x1085L),
    /** {@code CKM_AES_CTR}. */
    CKM_AES_CTR(0x1086L),
    /** {@code CKM_AES_GCM}. */
    CKM_AES_GCM(0x1087L),
    /** {@code CKM_AES_CCM}. */
    CKM_AES_CCM(0x1088L),
    /** {@code CKM_AES_CTS}. */
    CKM_AES_CTS(0x1089L),
    /** {@code CKM_AES_CMAC}. */
    CKM_AES_CMAC(0x108AL),
    /** {@code CKM_AES_CMAC_GENERAL}. */
    CKM_AES_CMAC_GENERAL(0x108BL),
    /** {@code CKM_AES_GMAC}. */
    CKM_AES_GMAC(0x108EL),
    /** {@code CKM_DES3_ECB_ENCRYPT_DATA}. */
    CKM_DES3_ECB_ENCRYPT_DATA(0x1102L),
    /** {@code CKM_DES3_CBC_ENCRYPT_DATA}. */
    CKM_DES3_CBC_ENCRYPT_DATA(0x1103L),
    /** {@code CKM_AES_ECB_ENCRYPT_DATA}. */
    CKM_AES_ECB_ENCRYPT_DATA(0x1104L),
    /** {@code CKM_AES_CBC_ENCRYPT_DATA}. */
    CKM_AES_CBC_ENCRYPT_DATA(0x1105L),
    /** {@code CKM_CHACHA20_KEY_GEN}. */
    CKM_CHACHA20_KEY_GEN(0x1225L),
    /** {@code CKM_AES_KEY_WRAP}. */
    CKM_AES_KEY_WRAP(0x2109L),
    /** {@code CKM_AES_KEY_WRAP_PAD}. */
    CKM_AES_KEY_WRAP_PAD(0x210AL),
    /** {@code CKM_AES_KEY_WRAP_KWP}. */
    CKM_AES_KEY_WRAP_KWP(0x210BL),
    /** {@code CKM_AES_KEY_WRAP_PKCS7}. */
    CKM_AES_KEY_WRAP_PKCS7(0x210CL),
    /** {@code CKM_SHA_1_KEY_GEN}. */
    CKM_SHA_1_KEY_GEN(0x4003L),
    /** {@code CKM_SHA224_KEY_GEN}. */
    CKM_SHA224_KEY_GEN(0x4004L),
    /** {@code CKM_SHA256_KEY_GEN}. */
    CKM_SHA256_KEY_GEN(0x4005L),
    /** {@code CKM_SHA384_KEY_GEN}. */
    CKM_SHA384_KEY_GEN(0x4006L),
    /** {@code CKM_SHA512_KEY_GEN}. */
    CKM_SHA512_KEY_GEN(0x4007L),
    /** {@code CKM_SHA512_224_KEY_GEN}. */
    CKM_SHA512_224_KEY_GEN(0x4008L),
    /** {@code CKM_SHA512_256_KEY_GEN}. */
    CKM_SHA512_256_KEY_GEN(0x4009L),
    /** {@code CKM_CHACHA20_POLY1305}. */
    CKM_CHACHA20_POLY1305(0x4021L),
    /** {@code CKM_HKDF_DERIVE}. */
    CKM_HKDF_DERIVE(0x402AL),
    /** {@code CKM_HKDF_DATA}. */
    CKM_HKDF_DATA(0x402BL),
    /** {@code CKM_HKDF_KEY_GEN}. */
    CKM_HKDF_KEY_GEN(0x402CL),
    /** {@code CKM_HSS}. */
    CKM_HSS(0x4033L),
    /** {@code CKM_XMSS}. */
    CKM_XMSS(0x4036L),
    /** {@code CKM_XMSSMT}. */
    CKM_XMSSMT(0x4037L),
    /** {@code CKM_PUB_KEY_FROM_PRIV_KEY}. */
    CKM_PUB_KEY_FROM_PRIV_KEY(0x403AL);

    private static final Map<Long, MechanismType> BY_CODE =
            Stream.of(values()).collect(Collectors.toMap(MechanismType::code, Function.identity()));

    private final long code;

    MechanismType(long code) {
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
    public static Optional<MechanismType> of(long code) {
        return Optional.ofNullable(BY_CODE.get(code));
    }
}
