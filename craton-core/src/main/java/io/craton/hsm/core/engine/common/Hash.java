package io.craton.hsm.core.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table of the hash functions: their mechanisms, names, sizes and object identifiers. */
public enum Hash {
    /** SHA-1. */
    SHA_1(
            MechanismType.CKM_SHA_1,
            MechanismType.CKM_SHA_1_HMAC,
            "SHA-1",
            "HmacSHA1",
            20,
            64,
            "1.3.14.3.2.26"),
    /** SHA-224. */
    SHA_224(
            MechanismType.CKM_SHA224,
            MechanismType.CKM_SHA224_HMAC,
            "SHA-224",
            "HmacSHA224",
            28,
            64,
            Hash.NIST + 4),
    /** SHA-256. */
    SHA_256(
            MechanismType.CKM_SHA256,
            MechanismType.CKM_SHA256_HMAC,
            "SHA-256",
            "HmacSHA256",
            32,
            64,
            Hash.NIST + 1),
    /** SHA-384. */
    SHA_384(
            MechanismType.CKM_SHA384,
            MechanismType.CKM_SHA384_HMAC,
            "SHA-384",
            "HmacSHA384",
            48,
            128,
            Hash.NIST + 2),
    /** SHA-512. */
    SHA_512(
            MechanismType.CKM_SHA512,
            MechanismType.CKM_SHA512_HMAC,
            "SHA-512",
            "HmacSHA512",
            64,
            128,
            Hash.NIST + 3),
    /** SHA-512/224. */
    SHA_512_224(
            MechanismType.CKM_SHA512_224,
            MechanismType.CKM_SHA512_224_HMAC,
            "SHA-512/224",
            "HmacSHA512/224",
            28,
            128,
            Hash.NIST + 5),
    /** SHA-512/256. */
    SHA_512_256(
            MechanismType.CKM_SHA512_256,
            MechanismType.CKM_SHA512_256_HMAC,
            "SHA-512/256",
            "HmacSHA512/256",
            32,
            128,
            Hash.NIST + 6),
    /** SHA3-224. */
    SHA3_224(
            MechanismType.CKM_SHA3_224,
            MechanismType.CKM_SHA3_224_HMAC,
            "SHA3-224",
            "HmacSHA3-224",
            28,
            144,
            Hash.NIST + 7),
    /** SHA3-256. */
    SHA3_256(
            MechanismType.CKM_SHA3_256,
            MechanismType.CKM_SHA3_256_HMAC,
            "SHA3-256",
            "HmacSHA3-256",
            32,
            136,
            Hash.NIST + 8),
    /** SHA3-384. */
    SHA3_384(
            MechanismType.CKM_SHA3_384,
            MechanismType.CKM_SHA3_384_HMAC,
            "SHA3-384",
            "HmacSHA3-384",
            48,
            104,
            Hash.NIST + 9),
    /** SHA3-512. */
    SHA3_512(
            MechanismType.CKM_SHA3_512,
            MechanismType.CKM_SHA3_512_HMAC,
            "SHA3-512",
            "HmacSHA3-512",
            64,
            72,
            Hash.NIST + 10),
    /** SHAKE128 with 32 bytes of output, inside signatures only. */
    SHAKE_128(null, null, "SHAKE128", null, 32, 168, Hash.NIST + 11),
    /** SHAKE256 with 64 bytes of output, inside signatures only. */
    SHAKE_256(null, null, "SHAKE256", null, 64, 136, Hash.NIST + 12);

    private static final String NIST = "2.16.840.1.101.3.4.2.";

    private final @Nullable MechanismType digest;
    private final @Nullable MechanismType hmac;
    private final String jcaName;
    private final @Nullable String hmacName;
    private final int length;
    private final int blockLength;
    private final String oid;

    Hash(
            @Nullable MechanismType digest,
            @Nullable MechanismType hmac,
            String jcaName,
            @Nullable String hmacName,
            int length,
            int blockLength,
            String oid) {
        this.digest = digest;
        this.hmac = hmac;
        this.jcaName = jcaName;
        this.hmacName = hmacName;
        this.length = length;
        this.blockLength = blockLength;
        this.oid = oid;
    }

    /** The digest mechanism, if it is one. */
    public Optional<MechanismType> digest() {
        return Optional.ofNullable(digest);
    }

    /** The HMAC mechanism, if there is one. */
    public Optional<MechanismType> hmac() {
        return Optional.ofNullable(hmac);
    }

    /** The name in Java. */
    public String jcaName() {
        return jcaName;
    }

    /** The name of the HMAC in Java. */
    public String hmacName() {
        if (hmacName == null) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID, "there is no HMAC with " + jcaName);
        }
        return hmacName;
    }

    /** The length of the digest in bytes. */
    public int length() {
        return length;
    }

    /** The length of the block that the function works on, in bytes. */
    public int blockLength() {
        return blockLength;
    }

    /** The object identifier. */
    public String oid() {
        return oid;
    }

    /**
     * The hash of a digest mechanism.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the mechanism is not a digest
     */
    public static Hash ofDigest(MechanismType mechanism) {
        for (Hash hash : values()) {
            if (hash.digest == mechanism) {
                return hash;
            }
        }
        throw new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                mechanism + " is not a digest that can be used here");
    }

    /**
     * The hash of an HMAC mechanism.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the mechanism is not an HMAC
     */
    public static Hash ofHmac(MechanismType mechanism) {
        for (Hash hash : values()) {
            if (hash.hmac == mechanism) {
                return hash;
            }
        }
        throw new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID, mechanism + " is not an HMAC");
    }
}
