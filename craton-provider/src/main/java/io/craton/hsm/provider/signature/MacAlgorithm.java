package io.craton.hsm.provider.signature;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import java.util.List;

/**
 * A row of the table of message authentication codes.
 *
 * @param name the JDK's name
 * @param aliases further names and object identifiers
 * @param mechanism what computes it
 * @param keyType the type of the keys that a generator of this name makes
 * @param keyGenerator what generates such keys
 * @param length the length in bytes
 */
public record MacAlgorithm(
        String name,
        List<String> aliases,
        MechanismType mechanism,
        KeyType keyType,
        MechanismType keyGenerator,
        int length) {
    private static final String RSADSI = "1.2.840.113549.2.";
    private static final String NIST_HASH = "2.16.840.1.101.3.4.2.";

    /** The table. */
    public static final List<MacAlgorithm> ALL =
            List.of(
                    new MacAlgorithm(
                            "HmacSHA1",
                            List.of(RSADSI + "7"),
                            MechanismType.CKM_SHA_1_HMAC,
                            KeyType.CKK_SHA_1_HMAC,
                            MechanismType.CKM_SHA_1_KEY_GEN,
                            20),
                    new MacAlgorithm(
                            "HmacSHA224",
                            List.of(RSADSI + "8"),
                            MechanismType.CKM_SHA224_HMAC,
                            KeyType.CKK_SHA224_HMAC,
                            MechanismType.CKM_SHA224_KEY_GEN,
                            28),
                    new MacAlgorithm(
                            "HmacSHA256",
                            List.of(RSADSI + "9"),
                            MechanismType.CKM_SHA256_HMAC,
                            KeyType.CKK_SHA256_HMAC,
                            MechanismType.CKM_SHA256_KEY_GEN,
                            32),
                    new MacAlgorithm(
                            "HmacSHA384",
                            List.of(RSADSI + "10"),
                            MechanismType.CKM_SHA384_HMAC,
                            KeyType.CKK_SHA384_HMAC,
                            MechanismType.CKM_SHA384_KEY_GEN,
                            48),
                    new MacAlgorithm(
                            "HmacSHA512",
                            List.of(RSADSI + "11"),
                            MechanismType.CKM_SHA512_HMAC,
                            KeyType.CKK_SHA512_HMAC,
                            MechanismType.CKM_SHA512_KEY_GEN,
                            64),
                    new MacAlgorithm(
                            "HmacSHA512/224",
                            List.of(RSADSI + "12"),
                            MechanismType.CKM_SHA512_224_HMAC,
                            KeyType.CKK_SHA512_224_HMAC,
                            MechanismType.CKM_SHA512_224_KEY_GEN,
                            28),
                    new MacAlgorithm(
                            "HmacSHA512/256",
                            List.of(RSADSI + "13"),
                            MechanismType.CKM_SHA512_256_HMAC,
                            KeyType.CKK_SHA512_256_HMAC,
                            MechanismType.CKM_SHA512_256_KEY_GEN,
                            32),
                    new MacAlgorithm(
                            "HmacSHA3-224",
                            List.of(NIST_HASH + "13"),
                            MechanismType.CKM_SHA3_224_HMAC,
                            KeyType.CKK_SHA3_224_HMAC,
                            MechanismType.CKM_SHA3_224_KEY_GEN,
                            28),
                    new MacAlgorithm(
                            "HmacSHA3-256",
                            List.of(NIST_HASH + "14"),
                            MechanismType.CKM_SHA3_256_HMAC,
                            KeyType.CKK_SHA3_256_HMAC,
                            MechanismType.CKM_SHA3_256_KEY_GEN,
                            32),
                    new MacAlgorithm(
                            "HmacSHA3-384",
                            List.of(NIST_HASH + "15"),
                            MechanismType.CKM_SHA3_384_HMAC,
                            KeyType.CKK_SHA3_384_HMAC,
                            MechanismType.CKM_SHA3_384_KEY_GEN,
                            48),
                    new MacAlgorithm(
                            "HmacSHA3-512",
                            List.of(NIST_HASH + "16"),
                            MechanismType.CKM_SHA3_512_HMAC,
                            KeyType.CKK_SHA3_512_HMAC,
                            MechanismType.CKM_SHA3_512_KEY_GEN,
                            64),
                    new MacAlgorithm(
                            "AESCMAC",
                            List.of("AES-CMAC"),
                            MechanismType.CKM_AES_CMAC,
                            KeyType.CKK_AES,
                            MechanismType.CKM_AES_KEY_GEN,
                            16));
}
