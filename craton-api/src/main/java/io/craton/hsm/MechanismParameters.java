package io.craton.hsm;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of mechanisms, one record for each structure of PKCS#11 v3.2. They hold the arrays
 * that they are given without a copy: do not change an array while it is in use. Two are equal only
 * if they hold the same arrays. A null where none is allowed is {@code CKR_ARGUMENTS_BAD} at once.
 * Whether the values suit the mechanism is checked when an operation starts ({@code
 * CKR_MECHANISM_PARAM_INVALID}).
 */
public sealed interface MechanismParameters {
    /** No parameter. */
    MechanismParameters NONE = new None();

    /**
     * The hash functions that these parameters choose. Policy and self-tests ask each of them, so
     * no record can leave them out.
     */
    Set<Digest> digests();

    /** Parameters that choose no hash function. */
    sealed interface WithoutDigest extends MechanismParameters {
        @Override
        default Set<Digest> digests() {
            return Set.of();
        }
    }

    /** No parameter; use {@link #NONE}. */
    record None() implements WithoutDigest {}

    /**
     * An initialisation vector: CBC, CBC_PAD, CTS and XTS (16 bytes; 8 for triple DES). The AES key
     * wraps take none: their check value is that of SP 800-38F.
     *
     * @param iv the bytes
     */
    record Iv(byte[] iv) implements WithoutDigest {
        /** Refuses nulls. */
        public Iv {
            Arguments.notNull(iv, "the initialisation vector");
        }

        @Override
        public String toString() {
            return "Iv[" + iv.length + " bytes]";
        }
    }

    /**
     * {@code CK_AES_CTR_PARAMS}.
     *
     * @param counterBits how many low bits of the block count, 1 to 128
     * @param counterBlock the first counter block, 16 bytes
     */
    record Ctr(int counterBits, byte[] counterBlock) implements WithoutDigest {
        /** Refuses nulls. */
        public Ctr {
            Arguments.notNull(counterBlock, "the counter block");
        }

        @Override
        public String toString() {
            return "Ctr[" + counterBits + " bits]";
        }
    }

    /**
     * {@code CK_GCM_PARAMS}, also for GMAC.
     *
     * @param iv 1 byte or more, or null to have the module make one that never repeats for the key
     *     (encryption only; {@link CipherOperation#iv()} tells it)
     * @param aad data that is authenticated only; may be empty
     * @param tagBits 128, 120, 112, 104, 96, 64 or 32
     */
    record Gcm(byte @Nullable [] iv, byte[] aad, int tagBits) implements WithoutDigest {
        // Written out, here and below: a compact one loses the annotation of an array.
        /** Refuses nulls where none may be. */
        public Gcm(byte @Nullable [] iv, byte[] aad, int tagBits) {
            Arguments.notNull(aad, "the associated data");
            this.iv = iv;
            this.aad = aad;
            this.tagBits = tagBits;
        }

        @Override
        public String toString() {
            return "Gcm[" + tagBits + " bits of tag]";
        }
    }

    /**
     * {@code CK_CCM_PARAMS}.
     *
     * @param dataLength the length of the plaintext in bytes
     * @param nonce 7 to 13 bytes
     * @param aad data that is authenticated only; may be empty
     * @param macLength 4, 6, 8, 10, 12, 14 or 16 bytes
     */
    record Ccm(long dataLength, byte[] nonce, byte[] aad, int macLength) implements WithoutDigest {
        /** Refuses nulls. */
        public Ccm {
            Arguments.notNull(nonce, "the nonce");
            Arguments.notNull(aad, "the associated data");
        }

        @Override
        public String toString() {
            return "Ccm[" + macLength + " bytes of MAC]";
        }
    }

    /**
     * {@code CK_SALSA20_CHACHA20_POLY1305_PARAMS}.
     *
     * @param nonce 12 bytes
     * @param aad data that is authenticated only; may be empty
     */
    record ChaCha20Poly1305(byte[] nonce, byte[] aad) implements WithoutDigest {
        /** Refuses nulls. */
        public ChaCha20Poly1305 {
            Arguments.notNull(nonce, "the nonce");
            Arguments.notNull(aad, "the associated data");
        }

        @Override
        public String toString() {
            return "ChaCha20Poly1305[]";
        }
    }

    /** The mask generation functions of {@code CK_RSA_PKCS_MGF_TYPE}. */
    enum Mgf {
        /** MGF1 with SHA-1. */
        CKG_MGF1_SHA1(1, Digest.SHA_1),
        /** MGF1 with SHA-256. */
        CKG_MGF1_SHA256(2, Digest.SHA_256),
        /** MGF1 with SHA-384. */
        CKG_MGF1_SHA384(3, Digest.SHA_384),
        /** MGF1 with SHA-512. */
        CKG_MGF1_SHA512(4, Digest.SHA_512),
        /** MGF1 with SHA-224. */
        CKG_MGF1_SHA224(5, Digest.SHA_224),
        /** MGF1 with SHA3-224. */
        CKG_MGF1_SHA3_224(6, Digest.SHA3_224),
        /** MGF1 with SHA3-256. */
        CKG_MGF1_SHA3_256(7, Digest.SHA3_256),
        /** MGF1 with SHA3-384. */
        CKG_MGF1_SHA3_384(8, Digest.SHA3_384),
        /** MGF1 with SHA3-512. */
        CKG_MGF1_SHA3_512(9, Digest.SHA3_512);

        private final long code;
        private final Digest digest;

        Mgf(long code, Digest digest) {
            this.code = code;
            this.digest = digest;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }

        /** The hash function inside. */
        public Digest digest() {
            return digest;
        }

        /** The digest mechanism of the hash function inside. */
        public MechanismType hash() {
            return digest.mechanism(DigestUse.DIGEST).orElseThrow();
        }

        /** The mask generation function with this hash function; empty if there is none. */
        public static Optional<Mgf> of(Digest digest) {
            return Stream.of(values()).filter(mgf -> mgf.digest == digest).findFirst();
        }
    }

    /**
     * {@code CK_RSA_PKCS_PSS_PARAMS}.
     *
     * @param hash the digest of the message, a digest mechanism
     * @param mgf the mask generation function
     * @param saltLength in bytes
     */
    record RsaPss(MechanismType hash, Mgf mgf, int saltLength) implements MechanismParameters {
        /** Refuses nulls. */
        public RsaPss {
            Arguments.notNull(hash, "the digest");
            Arguments.notNull(mgf, "the mask generation function");
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(hash.digest(), Optional.of(mgf.digest()));
        }
    }

    /**
     * {@code CK_RSA_PKCS_OAEP_PARAMS}.
     *
     * @param hash the digest of the label, a digest mechanism
     * @param mgf the mask generation function
     * @param label the encoding parameter ("source data"); may be empty
     */
    record RsaOaep(MechanismType hash, Mgf mgf, byte[] label) implements MechanismParameters {
        /** Refuses nulls. */
        public RsaOaep {
            Arguments.notNull(hash, "the digest");
            Arguments.notNull(mgf, "the mask generation function");
            Arguments.notNull(label, "the label");
        }

        @Override
        public String toString() {
            return "RsaOaep[" + hash + ", " + mgf + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(hash.digest(), Optional.of(mgf.digest()));
        }
    }

    /**
     * {@code CK_RSA_AES_KEY_WRAP_PARAMS}.
     *
     * @param aesKeyBits 128, 192 or 256: the size of the temporary AES key
     * @param oaep how the temporary key is encrypted
     */
    record RsaAesKeyWrap(int aesKeyBits, RsaOaep oaep) implements MechanismParameters {
        /** Refuses nulls. */
        public RsaAesKeyWrap {
            Arguments.notNull(oaep, "how the temporary key is encrypted");
        }

        @Override
        public Set<Digest> digests() {
            return oaep.digests();
        }
    }

    /**
     * The key derivation functions of {@code CK_EC_KDF_TYPE}: ANSI X9.63, and SP 800-56A
     * concatenation.
     */
    enum Kdf {
        /** The raw shared secret. */
        CKD_NULL(1, null, false),
        /** X9.63 with SHA-1. */
        CKD_SHA1_KDF(2, Digest.SHA_1, false),
        /** X9.63 with SHA-224. */
        CKD_SHA224_KDF(5, Digest.SHA_224, false),
        /** X9.63 with SHA-256. */
        CKD_SHA256_KDF(6, Digest.SHA_256, false),
        /** X9.63 with SHA-384. */
        CKD_SHA384_KDF(7, Digest.SHA_384, false),
        /** X9.63 with SHA-512. */
        CKD_SHA512_KDF(8, Digest.SHA_512, false),
        /** X9.63 with SHA3-224. */
        CKD_SHA3_224_KDF(0xA, Digest.SHA3_224, false),
        /** X9.63 with SHA3-256. */
        CKD_SHA3_256_KDF(0xB, Digest.SHA3_256, false),
        /** X9.63 with SHA3-384. */
        CKD_SHA3_384_KDF(0xC, Digest.SHA3_384, false),
        /** X9.63 with SHA3-512. */
        CKD_SHA3_512_KDF(0xD, Digest.SHA3_512, false),
        /** SP 800-56A with SHA-1. */
        CKD_SHA1_KDF_SP800(0xE, Digest.SHA_1, true),
        /** SP 800-56A with SHA-224. */
        CKD_SHA224_KDF_SP800(0xF, Digest.SHA_224, true),
        /** SP 800-56A with SHA-256. */
        CKD_SHA256_KDF_SP800(0x10, Digest.SHA_256, true),
        /** SP 800-56A with SHA-384. */
        CKD_SHA384_KDF_SP800(0x11, Digest.SHA_384, true),
        /** SP 800-56A with SHA-512. */
        CKD_SHA512_KDF_SP800(0x12, Digest.SHA_512, true),
        /** SP 800-56A with SHA3-224. */
        CKD_SHA3_224_KDF_SP800(0x13, Digest.SHA3_224, true),
        /** SP 800-56A with SHA3-256. */
        CKD_SHA3_256_KDF_SP800(0x14, Digest.SHA3_256, true),
        /** SP 800-56A with SHA3-384. */
        CKD_SHA3_384_KDF_SP800(0x15, Digest.SHA3_384, true),
        /** SP 800-56A with SHA3-512. */
        CKD_SHA3_512_KDF_SP800(0x16, Digest.SHA3_512, true);

        private final long code;
        private final @Nullable Digest digest;
        private final boolean sp800;

        Kdf(long code, @Nullable Digest digest, boolean sp800) {
            this.code = code;
            this.digest = digest;
            this.sp800 = sp800;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }

        /** The hash function inside; null for {@link #CKD_NULL}. */
        public @Nullable Digest digest() {
            return digest;
        }

        /** The digest mechanism of the hash function inside; null for {@link #CKD_NULL}. */
        public @Nullable MechanismType hash() {
            return digest == null ? null : digest.mechanism(DigestUse.DIGEST).orElseThrow();
        }

        /** True for SP 800-56A (counter before the secret), false for X9.63 (counter after it). */
        public boolean sp800() {
            return sp800;
        }
    }

    /**
     * {@code CK_ECDH1_DERIVE_PARAMS}, for EC and Montgomery curves.
     *
     * @param kdf what is done with the shared secret
     * @param sharedData further input of the derivation function; null and empty are the same: none
     * @param publicData the other party's point, raw or in a DER OCTET STRING
     */
    record Ecdh1Derive(Kdf kdf, byte @Nullable [] sharedData, byte[] publicData)
            implements MechanismParameters {
        /** Refuses nulls where none may be. */
        public Ecdh1Derive(Kdf kdf, byte @Nullable [] sharedData, byte[] publicData) {
            Arguments.notNull(kdf, "the key derivation function");
            Arguments.notNull(publicData, "the other party's point");
            this.kdf = kdf;
            this.sharedData = sharedData;
            this.publicData = publicData;
        }

        @Override
        public String toString() {
            return "Ecdh1Derive[" + kdf + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(Optional.ofNullable(kdf.digest()), Optional.empty());
        }
    }

    /**
     * {@code CK_EDDSA_PARAMS}; without it, Ed25519 and Ed448 are pure with an empty context.
     *
     * @param preHash true for Ed25519ph and Ed448ph
     * @param context 0 to 255 bytes
     */
    record EdDsa(boolean preHash, byte[] context) implements WithoutDigest {
        /** Refuses nulls. */
        public EdDsa {
            Arguments.notNull(context, "the context");
        }

        @Override
        public String toString() {
            return "EdDsa[preHash=" + preHash + "]";
        }
    }

    /** How ML-DSA and SLH-DSA use randomness ({@code CK_HEDGE_TYPE}). */
    enum Hedge {
        /** Randomised if the module can: it always can. */
        CKH_HEDGE_PREFERRED(0),
        /** Randomised. */
        CKH_HEDGE_REQUIRED(1),
        /** Deterministic. */
        CKH_DETERMINISTIC_REQUIRED(2);

        private final long code;

        Hedge(long code) {
            this.code = code;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }
    }

    /**
     * {@code CK_SIGN_ADDITIONAL_CONTEXT} of ML-DSA and SLH-DSA; without it the context is empty and
     * signatures are randomised.
     *
     * @param hedge randomised or deterministic
     * @param context 0 to 255 bytes
     */
    record SignContext(Hedge hedge, byte[] context) implements WithoutDigest {
        /** Refuses nulls. */
        public SignContext {
            Arguments.notNull(hedge, "the use of randomness");
            Arguments.notNull(context, "the context");
        }

        @Override
        public String toString() {
            return "SignContext[" + hedge + "]";
        }
    }

    /**
     * {@code CK_HASH_SIGN_ADDITIONAL_CONTEXT} of {@code CKM_HASH_ML_DSA} and {@code
     * CKM_HASH_SLH_DSA}, whose input is a digest.
     *
     * @param hedge randomised or deterministic
     * @param context 0 to 255 bytes
     * @param hash the digest that made the input
     */
    record HashSignContext(Hedge hedge, byte[] context, MechanismType hash)
            implements MechanismParameters {
        /** Refuses nulls. */
        public HashSignContext {
            Arguments.notNull(hedge, "the use of randomness");
            Arguments.notNull(context, "the context");
            Arguments.notNull(hash, "the digest");
        }

        @Override
        public String toString() {
            return "HashSignContext[" + hedge + ", " + hash + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(hash.digest(), Optional.empty());
        }
    }

    /**
     * {@code CK_MAC_GENERAL_PARAMS}.
     *
     * @param length the length of the MAC in bytes
     */
    record MacLength(int length) implements WithoutDigest {}

    /** Where the salt of HKDF comes from. */
    enum SaltType {
        /** No salt: a string of zeros. */
        CKF_HKDF_SALT_NULL(1),
        /** The bytes of the parameter. */
        CKF_HKDF_SALT_DATA(2),
        /** The value of a key. */
        CKF_HKDF_SALT_KEY(4);

        private final long code;

        SaltType(long code) {
            this.code = code;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }
    }

    /**
     * {@code CK_HKDF_PARAMS} (RFC 5869).
     *
     * @param extract whether the extract step is done
     * @param expand whether the expand step is done
     * @param hash the digest of the HMAC
     * @param saltType where the salt comes from
     * @param salt the salt, for {@link SaltType#CKF_HKDF_SALT_DATA}; else null
     * @param saltKey the key, for {@link SaltType#CKF_HKDF_SALT_KEY}; else null
     * @param info context of the expand step; may be empty
     */
    record Hkdf(
            boolean extract,
            boolean expand,
            MechanismType hash,
            SaltType saltType,
            byte @Nullable [] salt,
            @Nullable ObjectHandle saltKey,
            byte[] info)
            implements MechanismParameters {
        /** Refuses nulls where none may be. */
        public Hkdf(
                boolean extract,
                boolean expand,
                MechanismType hash,
                SaltType saltType,
                byte @Nullable [] salt,
                @Nullable ObjectHandle saltKey,
                byte[] info) {
            Arguments.notNull(hash, "the digest");
            Arguments.notNull(saltType, "the kind of salt");
            Arguments.notNull(info, "the info");
            this.extract = extract;
            this.expand = expand;
            this.hash = hash;
            this.saltType = saltType;
            this.salt = salt;
            this.saltKey = saltKey;
            this.info = info;
        }

        @Override
        public String toString() {
            return "Hkdf[" + hash + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(hash.digest(), Optional.empty());
        }
    }

    /** The HMACs of {@code CK_PKCS5_PBKD2_PSEUDO_RANDOM_FUNCTION_TYPE}. */
    enum Prf {
        /** HMAC with SHA-1. */
        CKP_PKCS5_PBKD2_HMAC_SHA1(1, Digest.SHA_1),
        /** HMAC with SHA-224. */
        CKP_PKCS5_PBKD2_HMAC_SHA224(3, Digest.SHA_224),
        /** HMAC with SHA-256. */
        CKP_PKCS5_PBKD2_HMAC_SHA256(4, Digest.SHA_256),
        /** HMAC with SHA-384. */
        CKP_PKCS5_PBKD2_HMAC_SHA384(5, Digest.SHA_384),
        /** HMAC with SHA-512. */
        CKP_PKCS5_PBKD2_HMAC_SHA512(6, Digest.SHA_512),
        /** HMAC with SHA-512/224. */
        CKP_PKCS5_PBKD2_HMAC_SHA512_224(7, Digest.SHA_512_224),
        /** HMAC with SHA-512/256. */
        CKP_PKCS5_PBKD2_HMAC_SHA512_256(8, Digest.SHA_512_256);

        private final long code;
        private final Digest digest;

        Prf(long code, Digest digest) {
            this.code = code;
            this.digest = digest;
        }

        /** The number in the standard. */
        public long code() {
            return code;
        }

        /** Its mechanism, as {@link Pbkdf2} names it. */
        public MechanismType mechanism() {
            return digest.mechanism(DigestUse.HMAC).orElseThrow();
        }
    }

    /**
     * {@code CK_PKCS5_PBKD2_PARAMS2} for {@code CKM_PKCS5_PBKD2}, a key generation. The password is
     * not wiped.
     *
     * @param salt the salt
     * @param iterations at least 1
     * @param prf the HMAC mechanism, such as {@link MechanismType#CKM_SHA256_HMAC}
     * @param password the password as bytes
     */
    record Pbkdf2(byte[] salt, long iterations, MechanismType prf, byte[] password)
            implements MechanismParameters {
        /** Refuses nulls. */
        public Pbkdf2 {
            Arguments.notNull(salt, "the salt");
            Arguments.notNull(prf, "the pseudo-random function");
            Arguments.notNull(password, "the password");
        }

        @Override
        public String toString() {
            return "Pbkdf2[" + prf + ", " + iterations + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(prf.digest(), Optional.empty());
        }
    }

    /** One piece of the input of an SP 800-108 derivation ({@code CK_PRF_DATA_PARAM}). */
    sealed interface PrfData {
        /**
         * The iteration variable: the counter, or (feedback mode) K(i-1).
         *
         * @param littleEndian byte order of the counter
         * @param bits width of the counter, 8, 16, 24 or 32; 0 in feedback mode for K(i-1)
         */
        record IterationVariable(boolean littleEndian, int bits) implements PrfData {}

        /**
         * An extra counter, in feedback mode.
         *
         * @param littleEndian byte order
         * @param bits width, 8, 16, 24 or 32
         */
        record Counter(boolean littleEndian, int bits) implements PrfData {}

        /**
         * The length of the derived keys in bits.
         *
         * @param sumOfSegments true to count whole PRF blocks, false to count the keys
         * @param littleEndian byte order
         * @param bits width, a multiple of 8 up to 64
         */
        record DerivedKeyLength(boolean sumOfSegments, boolean littleEndian, int bits)
                implements PrfData {}

        /**
         * Fixed bytes: label, separator, context.
         *
         * @param bytes the bytes
         */
        record Bytes(byte[] bytes) implements PrfData {
            /** Refuses nulls. */
            public Bytes {
                Arguments.notNull(bytes, "the fixed input");
            }
        }
    }

    /**
     * {@code CK_SP800_108_KDF_PARAMS} and {@code CK_SP800_108_FEEDBACK_KDF_PARAMS}.
     *
     * @param prf an HMAC mechanism or {@link MechanismType#CKM_AES_CMAC}
     * @param data the pieces of the input, in order
     * @param iv feedback mode: K(0), may be empty; null in counter mode
     */
    record Sp800108(MechanismType prf, List<PrfData> data, byte @Nullable [] iv)
            implements MechanismParameters {
        /** Refuses nulls where none may be. */
        public Sp800108(MechanismType prf, List<PrfData> data, byte @Nullable [] iv) {
            Arguments.notNull(prf, "the pseudo-random function");
            Arguments.noneNull(data, "the pieces of the input");
            this.prf = prf;
            this.data = data;
            this.iv = iv;
        }

        @Override
        public String toString() {
            return "Sp800108[" + prf + "]";
        }

        @Override
        public Set<Digest> digests() {
            return Digest.union(prf.digest(), Optional.empty());
        }
    }

    /**
     * {@code CK_KEY_DERIVATION_STRING_DATA}: concatenation, XOR and the ECB derivation.
     *
     * @param data the bytes
     */
    record DerivationData(byte[] data) implements WithoutDigest {
        /** Refuses nulls. */
        public DerivationData {
            Arguments.notNull(data, "the data");
        }

        @Override
        public String toString() {
            return "DerivationData[" + data.length + " bytes]";
        }
    }

    /**
     * {@code CK_AES_CBC_ENCRYPT_DATA_PARAMS} and its triple DES form.
     *
     * @param iv one block
     * @param data what is encrypted, a multiple of the block length
     */
    record CbcEncryptData(byte[] iv, byte[] data) implements WithoutDigest {
        /** Refuses nulls. */
        public CbcEncryptData {
            Arguments.notNull(iv, "the initialisation vector");
            Arguments.notNull(data, "the data");
        }

        @Override
        public String toString() {
            return "CbcEncryptData[" + data.length + " bytes]";
        }
    }

    /**
     * A second key: {@code CKM_CONCATENATE_BASE_AND_KEY}.
     *
     * @param key the key whose value follows the base key's
     */
    record OtherKey(ObjectHandle key) implements WithoutDigest {
        /** Refuses nulls. */
        public OtherKey {
            Arguments.notNull(key, "the other key");
        }
    }

    /**
     * {@code CK_EXTRACT_PARAMS}.
     *
     * @param firstBit the bit of the base key at which the new key starts; bit 0 is the most
     *     significant
     */
    record ExtractFrom(long firstBit) implements WithoutDigest {}
}
