package io.craton.hsm.wire.mechanism;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The structures of PKCS#11 v3.2 that are parameters of mechanisms: the one table of which
 * mechanism takes which, and of how each is written. A mechanism that no row names has no
 * parameter.
 *
 * <p>The fields of a form are in {@link #fields()}, in their order: {@code ulong}, {@code bool},
 * and {@code bytes} for a pointer with its length, for an array and for a pointer to a structure.
 */
public enum ParameterForm {
    /** The parameter is the bytes themselves. */
    BYTES(
            "CK_BYTE[]",
            MechanismParameters.Iv.class,
            "the bytes, without a length",
            SimpleForms::writeIv,
            SimpleForms::readIv,
            MechanismType.CKM_AES_CBC,
            MechanismType.CKM_AES_CBC_PAD,
            MechanismType.CKM_AES_CTS,
            MechanismType.CKM_AES_XTS,
            MechanismType.CKM_DES3_CBC,
            MechanismType.CKM_DES3_CBC_PAD),
    /** Counter mode. */
    CTR(
            "CK_AES_CTR_PARAMS",
            MechanismParameters.Ctr.class,
            "ulong ulCounterBits, bytes cb",
            CipherForms::writeCtr,
            CipherForms::readCtr,
            MechanismType.CKM_AES_CTR),
    /** AES-GCM and GMAC; a vector that is null is made by the module. */
    GCM(
            "CK_GCM_PARAMS",
            MechanismParameters.Gcm.class,
            "bytes pIv, ulong ulIvBits (not looked at), bytes pAAD, ulong ulTagBits",
            CipherForms::writeGcm,
            CipherForms::readGcm,
            MechanismType.CKM_AES_GCM,
            MechanismType.CKM_AES_GMAC),
    /** AES-CCM. */
    CCM(
            "CK_CCM_PARAMS",
            MechanismParameters.Ccm.class,
            "ulong ulDataLen, bytes pNonce, bytes pAAD, ulong ulMACLen",
            CipherForms::writeCcm,
            CipherForms::readCcm,
            MechanismType.CKM_AES_CCM),
    /** ChaCha20-Poly1305. */
    CHACHA20_POLY1305(
            "CK_SALSA20_CHACHA20_POLY1305_PARAMS",
            MechanismParameters.ChaCha20Poly1305.class,
            "bytes pNonce, bytes pAAD",
            CipherForms::writeChaCha,
            CipherForms::readChaCha,
            MechanismType.CKM_CHACHA20_POLY1305),
    /** RSA-PSS. */
    RSA_PSS(
            "CK_RSA_PKCS_PSS_PARAMS",
            MechanismParameters.RsaPss.class,
            "ulong hashAlg, ulong mgf, ulong sLen",
            RsaForms::writePss,
            RsaForms::readPss,
            with(DigestUse.RSA_PSS, MechanismType.CKM_RSA_PKCS_PSS)),
    /** RSA-OAEP; the source is {@code CKZ_DATA_SPECIFIED}, or 0 without data. */
    RSA_OAEP(
            "CK_RSA_PKCS_OAEP_PARAMS",
            MechanismParameters.RsaOaep.class,
            "ulong hashAlg, ulong mgf, ulong source, bytes pSourceData",
            RsaForms::writeOaep,
            RsaForms::readOaep,
            MechanismType.CKM_RSA_PKCS_OAEP),
    /** RSA and AES together. */
    RSA_AES_KEY_WRAP(
            "CK_RSA_AES_KEY_WRAP_PARAMS",
            MechanismParameters.RsaAesKeyWrap.class,
            "ulong ulAESKeyBits, bytes pOAEPParams (a CK_RSA_PKCS_OAEP_PARAMS)",
            RsaForms::writeKeyWrap,
            RsaForms::readKeyWrap,
            MechanismType.CKM_RSA_AES_KEY_WRAP),
    /** Agreement on elliptic curves. */
    ECDH1_DERIVE(
            "CK_ECDH1_DERIVE_PARAMS",
            MechanismParameters.Ecdh1Derive.class,
            "ulong kdf, bytes pSharedData, bytes pPublicData",
            DerivationForms::writeEcdh,
            DerivationForms::readEcdh,
            MechanismType.CKM_ECDH1_DERIVE,
            MechanismType.CKM_ECDH1_COFACTOR_DERIVE),
    /** Edwards curves. */
    EDDSA(
            "CK_EDDSA_PARAMS",
            MechanismParameters.EdDsa.class,
            "bool phFlag, bytes pContextData",
            SimpleForms::writeEdDsa,
            SimpleForms::readEdDsa,
            MechanismType.CKM_EDDSA),
    /** ML-DSA and SLH-DSA over the message. */
    SIGN_CONTEXT(
            "CK_SIGN_ADDITIONAL_CONTEXT",
            MechanismParameters.SignContext.class,
            "ulong hedgeVariant, bytes pContext",
            SimpleForms::writeSignContext,
            SimpleForms::readSignContext,
            union(
                    with(DigestUse.HASH_ML_DSA, MechanismType.CKM_ML_DSA),
                    with(DigestUse.HASH_SLH_DSA, MechanismType.CKM_SLH_DSA))),
    /** ML-DSA and SLH-DSA over a digest. */
    HASH_SIGN_CONTEXT(
            "CK_HASH_SIGN_ADDITIONAL_CONTEXT",
            MechanismParameters.HashSignContext.class,
            "ulong hedgeVariant, bytes pContext, ulong hash",
            SimpleForms::writeHashSignContext,
            SimpleForms::readHashSignContext,
            MechanismType.CKM_HASH_ML_DSA,
            MechanismType.CKM_HASH_SLH_DSA),
    /** MACs that are cut. */
    MAC_LENGTH(
            "CK_MAC_GENERAL_PARAMS",
            MechanismParameters.MacLength.class,
            "ulong",
            SimpleForms::writeMacLength,
            SimpleForms::readMacLength,
            with(
                    DigestUse.HMAC_GENERAL,
                    MechanismType.CKM_AES_CMAC_GENERAL,
                    MechanismType.CKM_DES3_CMAC_GENERAL)),
    /** HKDF. */
    HKDF(
            "CK_HKDF_PARAMS",
            MechanismParameters.Hkdf.class,
            "bool bExtract, bool bExpand, ulong prfHashMechanism, ulong ulSaltType, bytes pSalt, ulong hSaltKey (0 for none), bytes pInfo",
            DerivationForms::writeHkdf,
            DerivationForms::readHkdf,
            MechanismType.CKM_HKDF_DERIVE,
            MechanismType.CKM_HKDF_DATA),
    /** PBKDF2; the source of the salt is {@code CKZ_SALT_SPECIFIED}. */
    PBKDF2(
            "CK_PKCS5_PBKD2_PARAMS2",
            MechanismParameters.Pbkdf2.class,
            "ulong saltSource, bytes pSaltSourceData, ulong iterations, ulong prf, bytes pPrfData (null), bytes pPassword",
            DerivationForms::writePbkdf2,
            DerivationForms::readPbkdf2,
            MechanismType.CKM_PKCS5_PBKD2),
    /** SP 800-108 in counter mode; no key besides the one. */
    SP800_108(
            "CK_SP800_108_KDF_PARAMS",
            MechanismParameters.Sp800108.class,
            "ulong prfType, ulong ulNumberOfDataParams, for each: ulong type, bytes pValue (a format structure, or the bytes); ulong ulAdditionalDerivedKeys (0)",
            Sp800108Forms::writeCounter,
            Sp800108Forms::readCounter,
            MechanismType.CKM_SP800_108_COUNTER_KDF),
    /** SP 800-108 in feedback mode. */
    SP800_108_FEEDBACK(
            "CK_SP800_108_FEEDBACK_KDF_PARAMS",
            MechanismParameters.Sp800108.class,
            "ulong prfType, ulong ulNumberOfDataParams, for each: ulong type, bytes pValue; bytes pIV, ulong ulAdditionalDerivedKeys (0)",
            Sp800108Forms::writeFeedback,
            Sp800108Forms::readFeedback,
            MechanismType.CKM_SP800_108_FEEDBACK_KDF),
    /** Data that a key is derived with. */
    DERIVATION_DATA(
            "CK_KEY_DERIVATION_STRING_DATA",
            MechanismParameters.DerivationData.class,
            "bytes pData",
            DerivationForms::writeData,
            DerivationForms::readData,
            MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
            MechanismType.CKM_CONCATENATE_DATA_AND_BASE,
            MechanismType.CKM_XOR_BASE_AND_DATA,
            MechanismType.CKM_AES_ECB_ENCRYPT_DATA,
            MechanismType.CKM_DES3_ECB_ENCRYPT_DATA),
    /** Data that is encrypted to derive a key; the same for triple DES. */
    CBC_ENCRYPT_DATA(
            "CK_AES_CBC_ENCRYPT_DATA_PARAMS",
            MechanismParameters.CbcEncryptData.class,
            "bytes iv, bytes pData",
            DerivationForms::writeCbcData,
            DerivationForms::readCbcData,
            MechanismType.CKM_AES_CBC_ENCRYPT_DATA,
            MechanismType.CKM_DES3_CBC_ENCRYPT_DATA),
    /** A second key. */
    OTHER_KEY(
            "CK_OBJECT_HANDLE",
            MechanismParameters.OtherKey.class,
            "ulong",
            DerivationForms::writeOtherKey,
            DerivationForms::readOtherKey,
            MechanismType.CKM_CONCATENATE_BASE_AND_KEY),
    /** Where a key begins inside another one. */
    EXTRACT(
            "CK_EXTRACT_PARAMS",
            MechanismParameters.ExtractFrom.class,
            "ulong",
            DerivationForms::writeExtract,
            DerivationForms::readExtract,
            MechanismType.CKM_EXTRACT_KEY_FROM_KEY);

    private static final Map<MechanismType, ParameterForm> BY_MECHANISM = byMechanism();

    private final String structure;
    private final Class<? extends MechanismParameters> kind;
    private final String fields;
    private final BiConsumer<MechanismParameters, WireWriter> writer;
    private final Function<WireReader, ? extends MechanismParameters> reader;
    private final Set<MechanismType> mechanisms;

    <P extends MechanismParameters> ParameterForm(
            String structure,
            Class<P> kind,
            String fields,
            BiConsumer<P, WireWriter> writer,
            Function<WireReader, P> reader,
            MechanismType... mechanisms) {
        this(structure, kind, fields, writer, reader, Set.of(mechanisms));
    }

    <P extends MechanismParameters> ParameterForm(
            String structure,
            Class<P> kind,
            String fields,
            BiConsumer<P, WireWriter> writer,
            Function<WireReader, P> reader,
            Set<MechanismType> mechanisms) {
        this.structure = structure;
        this.kind = kind;
        this.fields = fields;
        this.writer = (parameters, out) -> writer.accept(kind.cast(parameters), out);
        this.reader = reader;
        this.mechanisms = mechanisms;
    }

    private static Set<MechanismType> with(DigestUse use, MechanismType... others) {
        Set<MechanismType> all = EnumSet.copyOf(Digest.with(use).values());
        all.addAll(Set.of(others));
        return all;
    }

    private static Set<MechanismType> union(
            Collection<MechanismType> some, Collection<MechanismType> others) {
        Set<MechanismType> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    private static Map<MechanismType, ParameterForm> byMechanism() {
        Map<MechanismType, ParameterForm> found = new EnumMap<>(MechanismType.class);
        for (ParameterForm form : values()) {
            for (MechanismType type : form.mechanisms) {
                if (found.put(type, form) != null) {
                    throw new IllegalStateException(type + " has two forms");
                }
            }
        }
        return found;
    }

    /** The structure of the parameter of a mechanism; empty if it takes none. */
    public static Optional<ParameterForm> of(MechanismType type) {
        return Optional.ofNullable(BY_MECHANISM.get(type));
    }

    /** Its name in the standard. */
    public String structure() {
        return structure;
    }

    /** The class that it is in Java. */
    public Class<? extends MechanismParameters> kind() {
        return kind;
    }

    /** Its fields as they are written, for the documentation. */
    public String fields() {
        return fields;
    }

    /** The mechanisms that take it. */
    public Set<MechanismType> mechanisms() {
        return Set.copyOf(mechanisms);
    }

    void write(MechanismParameters parameters, WireWriter out) {
        writer.accept(parameters, out);
    }

    MechanismParameters read(WireReader in) {
        return reader.apply(in);
    }
}
