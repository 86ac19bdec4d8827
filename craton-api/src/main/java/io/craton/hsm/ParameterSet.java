package io.craton.hsm;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameter sets of the post-quantum key types: the values of {@code CKA_PARAMETER_SET} ({@code
 * CKP_} in PKCS#11 v3.2). The same number means different sets for different key types.
 */
public enum ParameterSet {
    /** ML-KEM-512. */
    CKP_ML_KEM_512(KeyType.CKK_ML_KEM, 1, "ML-KEM-512", "4.1", 64, 1632, null),
    /** ML-KEM-768. */
    CKP_ML_KEM_768(KeyType.CKK_ML_KEM, 2, "ML-KEM-768", "4.2", 64, 2400, null),
    /** ML-KEM-1024. */
    CKP_ML_KEM_1024(KeyType.CKK_ML_KEM, 3, "ML-KEM-1024", "4.3", 64, 3168, null),
    /** ML-DSA-44. */
    CKP_ML_DSA_44(KeyType.CKK_ML_DSA, 1, "ML-DSA-44", "3.17", 32, 2560, Digest.SHA_512),
    /** ML-DSA-65. */
    CKP_ML_DSA_65(KeyType.CKK_ML_DSA, 2, "ML-DSA-65", "3.18", 32, 4032, Digest.SHA_512),
    /** ML-DSA-87. */
    CKP_ML_DSA_87(KeyType.CKK_ML_DSA, 3, "ML-DSA-87", "3.19", 32, 4896, Digest.SHA_512),
    /** SLH-DSA-SHA2-128s. */
    CKP_SLH_DSA_SHA2_128S(
            KeyType.CKK_SLH_DSA, 1, "SLH-DSA-SHA2-128s", "3.20", 0, 64, Digest.SHA_256),
    /** SLH-DSA-SHAKE-128s. */
    CKP_SLH_DSA_SHAKE_128S(
            KeyType.CKK_SLH_DSA, 2, "SLH-DSA-SHAKE-128s", "3.26", 0, 64, Digest.SHAKE_128),
    /** SLH-DSA-SHA2-128f. */
    CKP_SLH_DSA_SHA2_128F(
            KeyType.CKK_SLH_DSA, 3, "SLH-DSA-SHA2-128f", "3.21", 0, 64, Digest.SHA_256),
    /** SLH-DSA-SHAKE-128f. */
    CKP_SLH_DSA_SHAKE_128F(
            KeyType.CKK_SLH_DSA, 4, "SLH-DSA-SHAKE-128f", "3.27", 0, 64, Digest.SHAKE_128),
    /** SLH-DSA-SHA2-192s. */
    CKP_SLH_DSA_SHA2_192S(
            KeyType.CKK_SLH_DSA, 5, "SLH-DSA-SHA2-192s", "3.22", 0, 96, Digest.SHA_512),
    /** SLH-DSA-SHAKE-192s. */
    CKP_SLH_DSA_SHAKE_192S(
            KeyType.CKK_SLH_DSA, 6, "SLH-DSA-SHAKE-192s", "3.28", 0, 96, Digest.SHAKE_256),
    /** SLH-DSA-SHA2-192f. */
    CKP_SLH_DSA_SHA2_192F(
            KeyType.CKK_SLH_DSA, 7, "SLH-DSA-SHA2-192f", "3.23", 0, 96, Digest.SHA_512),
    /** SLH-DSA-SHAKE-192f. */
    CKP_SLH_DSA_SHAKE_192F(
            KeyType.CKK_SLH_DSA, 8, "SLH-DSA-SHAKE-192f", "3.29", 0, 96, Digest.SHAKE_256),
    /** SLH-DSA-SHA2-256s. */
    CKP_SLH_DSA_SHA2_256S(
            KeyType.CKK_SLH_DSA, 9, "SLH-DSA-SHA2-256s", "3.24", 0, 128, Digest.SHA_512),
    /** SLH-DSA-SHAKE-256s. */
    CKP_SLH_DSA_SHAKE_256S(
            KeyType.CKK_SLH_DSA, 10, "SLH-DSA-SHAKE-256s", "3.30", 0, 128, Digest.SHAKE_256),
    /** SLH-DSA-SHA2-256f. */
    CKP_SLH_DSA_SHA2_256F(
            KeyType.CKK_SLH_DSA, 11, "SLH-DSA-SHA2-256f", "3.25", 0, 128, Digest.SHA_512),
    /** SLH-DSA-SHAKE-256f. */
    CKP_SLH_DSA_SHAKE_256F(
            KeyType.CKK_SLH_DSA, 12, "SLH-DSA-SHAKE-256f", "3.31", 0, 128, Digest.SHAKE_256);

    private static final String NIST_ALGORITHMS = "2.16.840.1.101.3.4.";

    /** NIST has numbered the pre-hash forms in the order of the pure ones, this much further on. */
    private static final int PRE_HASH_DISTANCE = 15;

    private final KeyType keyType;
    private final long code;
    private final String standardName;
    private final String oid;
    private final int seedLength;
    private final int privateKeyLength;
    private final @Nullable Digest preHash;

    ParameterSet(
            KeyType keyType,
            long code,
            String standardName,
            String oid,
            int seedLength,
            int privateKeyLength,
            @Nullable Digest preHash) {
        this.keyType = keyType;
        this.code = code;
        this.standardName = standardName;
        this.oid = NIST_ALGORITHMS + oid;
        this.seedLength = seedLength;
        this.privateKeyLength = privateKeyLength;
        this.preHash = preHash;
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

    /** The object identifier of its keys in SubjectPublicKeyInfo and PKCS#8, in dotted form. */
    public String oid() {
        return oid;
    }

    /** The length of {@code CKA_SEED} in bytes; 0 if there is none. */
    public int seedLength() {
        return seedLength;
    }

    /** The length of {@code CKA_VALUE} of a private key in bytes. */
    public int privateKeyLength() {
        return privateKeyLength;
    }

    /**
     * The hash function that NIST has given the pre-hash form of this set an object identifier
     * with; null if these keys do not sign.
     */
    public @Nullable Digest preHash() {
        return preHash;
    }

    /**
     * The object identifier of signatures by the pre-hash form of this set with {@link #preHash()},
     * in dotted form; empty if these keys do not sign.
     */
    public Optional<String> preHashOid() {
        if (preHash == null) {
            return Optional.empty();
        }
        int last = oid.lastIndexOf('.') + 1;
        int number = Integer.parseInt(oid.substring(last)) + PRE_HASH_DISTANCE;
        return Optional.of(oid.substring(0, last) + number);
    }

    /** The set with this object identifier in dotted form. */
    public static Optional<ParameterSet> ofOid(String oid) {
        for (ParameterSet set : values()) {
            if (set.oid.equals(oid)) {
                return Optional.of(set);
            }
        }
        return Optional.empty();
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
