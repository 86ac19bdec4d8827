package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.ec.ApprovedCurves;
import java.util.List;
import java.util.function.Predicate;

/**
 * When a mechanism is an approved service in FIPS terms: the table of the conditions that the rows
 * of {@link MechanismTable} name. The answer is the indicator of each audit record, in
 * approved-only mode the reason to refuse, and what docs/mechanisms.md says.
 */
public enum Condition {
    /** The key of RSA. */
    RSA_KEY(
            ReturnCode.CKR_KEY_SIZE_RANGE,
            "the modulus of the RSA key has an even number of bits, 2048 or more, and its public exponent is odd,"
                    + " above 2^16 and below 2^256",
            "FIPS 186-5 sections 5.1 and A.1.1, SP 800-56B section 6.2, SP 800-131A sections 3 and 6",
            About.keys(KeyType.CKK_RSA),
            When.PROTECTING,
            KeyConditions::rsa),

    /** The curve of a key. */
    CURVE(
            ReturnCode.CKR_CURVE_NOT_SUPPORTED,
            "the curve is one of " + ApprovedCurves.names(),
            "SP 800-186 sections 3.2.1 and 3.2.3",
            About.keys(KeyType.CKK_EC, KeyType.CKK_EC_EDWARDS, KeyType.CKK_EC_MONTGOMERY),
            When.ALWAYS,
            KeyConditions::curve),

    /** The key of a MAC or of a derivation. */
    SECRET_KEY(
            ReturnCode.CKR_KEY_SIZE_RANGE,
            "the secret key has 112 bits or more",
            "SP 800-131A sections 8 and 10, SP 800-107 section 5.3.2",
            About.keys(SecretKeySizes.OF_ANY_LENGTH),
            When.PROTECTING,
            KeyConditions::secret),

    /** A secret key that is generated, derived or agreed. */
    NEW_KEY(
            ReturnCode.CKR_KEY_SIZE_RANGE,
            "the secret key that is made has 112 bits or more",
            "SP 800-131A sections 8 and 10, SP 800-132 section 5.3",
            About.keys(SecretKeySizes.OF_ANY_LENGTH),
            When.ALWAYS,
            KeyConditions::made),

    /** The parameter set of a stateful hash-based signature. */
    STATEFUL_SET(
            ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED,
            "the parameter set is one with SHA-256 or SHAKE256 and 24 or 32 bytes",
            "SP 800-208 sections 4 and 5",
            About.keys(KeyType.CKK_HSS, KeyType.CKK_XMSS, KeyType.CKK_XMSSMT),
            When.ALWAYS,
            KeyConditions::statefulSet),

    /** The salt of PSS. */
    PSS_SALT(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the salt is no longer than the digest",
            "FIPS 186-5 section 5.4",
            About.parameters(RsaPss.class),
            When.ALWAYS,
            ParameterConditions::pssSalt),

    /** The digests of PSS. */
    PSS_DIGEST(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "neither the digest nor that of the mask is SHA-1",
            "SP 800-131A section 9",
            About.parameters(RsaPss.class),
            When.PROTECTING,
            ParameterConditions::pssDigest),

    /** What CKM_ECDSA signs. */
    DIGEST_LENGTH(
            ReturnCode.CKR_DATA_LEN_RANGE,
            "what is signed is as long as a digest: 28, 32, 48 or 64 bytes, and to verify also 20",
            "FIPS 186-5 section 6.4, SP 800-131A section 9",
            About.theData(),
            When.ALWAYS,
            DataConditions::digest),

    /** What CKM_RSA_PKCS verifies. */
    DIGEST_INFO(
            ReturnCode.CKR_DATA_LEN_RANGE,
            "what is verified is the DigestInfo of an approved digest, or SHA-1",
            "FIPS 186-5 section 5.4, RFC 8017 section 9.2",
            About.theData(),
            When.ALWAYS,
            DataConditions::digestInfo),

    /** The length of an HMAC. */
    HMAC_LENGTH(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the HMAC has 32 bits or more",
            "SP 800-107 section 5.3.3",
            About.parameters(MacLength.class),
            When.ALWAYS,
            service -> ParameterConditions.macBytes(service, 4)),

    /** The length of a CMAC. */
    CMAC_LENGTH(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the CMAC has 64 bits or more",
            "SP 800-38B appendix A.2",
            About.parameters(MacLength.class),
            When.ALWAYS,
            service -> ParameterConditions.macBytes(service, 8)),

    /** The tag of CCM. */
    CCM_TAG(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the tag has 64 bits or more",
            "SP 800-38C appendix B.2",
            About.parameters(Ccm.class),
            When.ALWAYS,
            ParameterConditions::ccmTag),

    /** The tag of GCM. */
    GCM_TAG(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the tag has 96 bits or more",
            "SP 800-38D section 5.2.1.2; shorter ones need the limits of its appendix C, which this module does not keep",
            About.parameters(Gcm.class),
            When.ALWAYS,
            ParameterConditions::gcmTag),

    /** The initialisation vector of GCM. */
    GCM_VECTOR(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the module makes the initialisation vector",
            "SP 800-38D section 8.2",
            About.parameters(Gcm.class),
            When.PROTECTING,
            ParameterConditions::gcmVector),

    /** Wrapping without authentication. */
    AUTHENTICATED_WRAP(
            ReturnCode.CKR_MECHANISM_INVALID,
            "it wraps no keys",
            "SP 800-38F section 3.1: what is wrapped is authenticated; SP 800-131A section 7",
            About.nothing(),
            When.PROTECTING,
            ParameterConditions::wrapsNothing),

    /** The iteration count of PBKDF2. */
    PBKDF2_ITERATIONS(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "there are 1000 iterations or more",
            "SP 800-132 section 5.2",
            About.parameters(Pbkdf2.class),
            When.ALWAYS,
            ParameterConditions::pbkdf2Iterations),

    /** The salt of PBKDF2. */
    PBKDF2_SALT(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the salt has 128 bits or more",
            "SP 800-132 section 5.1",
            About.parameters(Pbkdf2.class),
            When.ALWAYS,
            ParameterConditions::pbkdf2Salt),

    /** The password of PBKDF2. */
    PBKDF2_PASSWORD(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the password has 8 bytes or more",
            "SP 800-132 appendix A.1 leaves the number open; it is that of SP 800-63B section 5.1.1.1",
            About.parameters(Pbkdf2.class),
            When.ALWAYS,
            ParameterConditions::pbkdf2Password),

    /** The derivation after an agreement. */
    AGREEMENT_DIGEST(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the derivation is none, that of SP 800-56C, or X9.63 with another digest than SHA-1",
            "SP 800-56A section 5.8, SP 800-56C section 4, SP 800-135 section 5.1",
            About.parameters(Ecdh1Derive.class),
            When.ALWAYS,
            ParameterConditions::agreementDigest),

    /** What an agreement without a derivation makes. */
    AGREEMENT_RESULT(
            ReturnCode.CKR_TEMPLATE_INCONSISTENT,
            "without a derivation the shared secret is a generic secret or a key of HKDF whose only use is CKA_DERIVE, with CKA_MODIFIABLE and"
                    + " CKA_COPYABLE false: what another approved mechanism derives from",
            "SP 800-56A section 5.8: an approved method derives the keys from a shared secret",
            About.parameters(Ecdh1Derive.class),
            When.ALWAYS,
            KeyConditions::rawSecret),

    /** The digest of the pre-hash variants. */
    PREHASH_DIGEST(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "the digest resists collisions as long as the parameter set: half its bits are 128, 192 or 256 or more",
            "FIPS 204 section 5.4, FIPS 205 section 10.2",
            About.parameters(HashSignContext.class),
            When.ALWAYS,
            ParameterConditions::prehashDigest),

    /** The context of EdDSA. */
    EDDSA_CONTEXT(
            ReturnCode.CKR_MECHANISM_PARAM_INVALID,
            "Ed25519 without pre-hash has no context",
            "FIPS 186-5 section 7.6 does not have Ed25519ctx",
            About.parameters(EdDsa.class),
            When.ALWAYS,
            ParameterConditions::eddsaContext),

    /** Digests that are no part of a signature. */
    ANY_DIGEST(
            "every digest suits, SHA-1 too, since nothing is signed",
            "SP 800-131A section 9",
            About.parameters(
                    List.of(
                            RsaOaep.class,
                            RsaAesKeyWrap.class,
                            Hkdf.class,
                            Sp800108.class,
                            Pbkdf2.class))),

    /** Contexts that the standards leave open. */
    ANY_CONTEXT(
            "every context suits, and signatures may be deterministic",
            "FIPS 204 section 5.2, FIPS 205 section 10.2.1",
            About.parameters(SignContext.class)),

    /** Vectors that the caller answers for. */
    VECTOR_OF_CALLER(
            "the caller sees to it that no vector, nonce or counter block comes twice with a key, and that those of"
                    + " CBC cannot be foretold",
            "SP 800-38A appendices B and C, SP 800-38C section 5.3, SP 800-38E section 4",
            About.parameters(List.of(Iv.class, Ctr.class, Ccm.class)));

    private final ReturnCode refusal;
    private final String sentence;
    private final String source;
    private final About about;
    private final When when;
    private final Predicate<Service> holds;

    Condition(
            ReturnCode refusal,
            String sentence,
            String source,
            About about,
            When when,
            Predicate<Service> holds) {
        this.refusal = refusal;
        this.sentence = sentence;
        this.source = source;
        this.about = about;
        this.when = when;
        this.holds = holds;
    }

    Condition(String sentence, String source, About about) {
        this(ReturnCode.CKR_OK, sentence, source, about, When.NEVER, service -> true);
    }

    /** When it is looked at. */
    public enum When {
        /** Whatever is done. */
        ALWAYS,
        /** Only if something new is protected, not for what was protected before. */
        PROTECTING,
        /** Never: the module cannot see it, or there is nothing to see. */
        NEVER
    }

    /** The code of a refusal in approved-only mode. */
    public ReturnCode refusal() {
        return refusal;
    }

    /** What has to be so, as a part of a sentence. */
    public String sentence() {
        return sentence;
    }

    /** The standards that say so, with their sections. */
    public String source() {
        return source;
    }

    /** When it is looked at. */
    public When when() {
        return when;
    }

    /** Whether it judges parameters of this kind. */
    boolean judges(Class<? extends MechanismParameters> kind) {
        return about.parameters().contains(kind);
    }

    /** Whether it judges keys of this type. */
    boolean judges(KeyType type) {
        return about.keys().contains(type);
    }

    /** Whether it judges what is signed or verified, which comes after the operation has begun. */
    boolean judgesData() {
        return about.data();
    }

    /** Whether it is met, as far as the service is known. */
    public boolean holds(Service service) {
        return switch (when) {
            case ALWAYS -> holds.test(service);
            case PROTECTING -> !service.isNew() || holds.test(service);
            case NEVER -> true;
        };
    }
}
