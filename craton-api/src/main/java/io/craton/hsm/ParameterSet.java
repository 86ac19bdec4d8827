package io.craton.hsm;

import java.util.Optional;

/**
 * The parameter sets of the post-quantum key types: the values of {@code CKA_PARAMETER_SET} ({@code
 * CKP_} in PKCS#11 v3.2). The same number means different sets for different key types.
 */
public enum ParameterSet {
    /** ML-KEM-512. */
    CKP_ML_KEM_512(KeyType.CKK_ML_KEM, 1, "ML-KEM-512"),
    /** ML-KEM-768. */
    CKP_ML_KEM_768(KeyType.CKK_ML_KEM, 2, "ML-KEM-768"),
    /** ML-KEM-1024. */
    CKP_ML_KEM_1024(KeyType.CKK_ML_KEM, 3, "ML-KEM-1024"),
    /** ML-DSA-44. */
    CKP_ML_DSA_44(KeyType.CKK_ML_DSA, 1, "ML-DSA-44"),
    /** ML-DSA-65. */
    CKP_ML_DSA_65(KeyType.CKK_ML_DSA, 2, "ML-DSA-65"),
    /** ML-DSA-87. */
    CKP_ML_DSA_87(KeyType.CKK_ML_DSA, 3, "ML-DSA-87"),
    /** SLH-DSA-SHA2-128s. */
    CKP_SLH_DSA_SHA2_128S(KeyType.CKK_SLH_DSA, 1, "SLH-DSA-SHA2-128s"),
    /** SLH-DSA-SHAKE-128s. */
    CKP_SLH_DSA_SHAKE_128S(KeyType.CKK_SLH_DSA, 2, "SLH-DSA-SHAKE-128s"),
    /** SLH-DSA-SHA2-128f. */
    CKP_SLH_DSA_SHA2_128F(KeyType.CKK_SLH_DSA, 3, "SLH-DSA-SHA2-128f"),
    /** SLH-DSA-SHAKE-128f. */
    CKP_SLH_DSA_SHAKE_128F(KeyType.CKK_SLH_DSA, 4, "SLH-DSA-SHAKE-128f"),
    /** SLH-DSA-SHA2-192s. */
    CKP_SLH_DSA_SHA2_192S(KeyType.CKK_SLH_DSA, 5, "SLH-DSA-SHA2-192s"),
    /** SLH-DSA-SHAKE-192s. */
    CKP_SLH_DSA_SHAKE_192S(KeyType.CKK_SLH_DSA, 6, "SLH-DSA-SHAKE-192s"),
    /** SLH-DSA-SHA2-192f. */
    CKP_SLH_DSA_SHA2_192F(KeyType.CKK_SLH_DSA, 7, "SLH-DSA-SHA2-192f"),
    /** SLH-DSA-SHAKE-192f. */
    CKP_SLH_DSA_SHAKE_192F(KeyType.CKK_SLH_DSA, 8, "SLH-DSA-SHAKE-192f"),
    /** SLH-DSA-SHA2-256s. */
    CKP_SLH_DSA_SHA2_256S(KeyType.CKK_SLH_DSA, 9, "SLH-DSA-SHA2-256s"),
    /** SLH-DSA-SHAKE-256s. */
    CKP_SLH_DSA_SHAKE_256S(KeyType.CKK_SLH_DSA, 10, "SLH-DSA-SHAKE-256s"),
    /** SLH-DSA-SHA2-256f. */
    CKP_SLH_DSA_SHA2_256F(KeyType.CKK_SLH_DSA, 11, "SLH-DSA-SHA2-256f"),
    /** SLH-DSA-SHAKE-256f. */
    CKP_SLH_DSA_SHAKE_256F(KeyType.CKK_SLH_DSA, 12, "SLH-DSA-SHAKE-256f");

    private final KeyType keyType;
    private final long code;
    private final String standardName;

    ParameterSet(KeyType keyType, long code, String standardName) {
        this.keyType = keyType;
        this.code = code;
        this.standardName = standardName;
    }

    /** The key type that this set belongs to. */
    public KeyType keyType() {
        return keyType;
    }

    /** The value of {@code CKA_PARAMETER_SET}. */
    public long code() {
        return code;
    }

    /** The name in FIPS 203, 204 or 205, such as {@code ML-DSA-65}. */
    public String standardName() {
        return standardName;
    }

    /**
     * The set with this number for this key type.
     *
     * @param keyType the key type
     * @param code the value of {@code CKA_PARAMETER_SET}
     * @return empty if the key type has no such set
     */
    public static Optional<ParameterSet> of(KeyType keyType, long code) {
        for (ParameterSet set : values()) {
            if (set.keyType == keyType && set.code == code) {
                return Optional.of(set);
            }
        }
        return Optional.empty();
    }
}
