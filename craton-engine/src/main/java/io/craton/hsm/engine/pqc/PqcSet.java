package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.KeyWriter;
import java.util.Arrays;

/**
 * The parameter sets of {@link ParameterSet} and what only the engine has to know: sizes in bytes
 * (FIPS 203, 204, 205).
 */
enum PqcSet {
    ML_KEM_512(ParameterSet.CKP_ML_KEM_512, 800, 768),
    ML_KEM_768(ParameterSet.CKP_ML_KEM_768, 1184, 1088),
    ML_KEM_1024(ParameterSet.CKP_ML_KEM_1024, 1568, 1568),
    ML_DSA_44(ParameterSet.CKP_ML_DSA_44, 1312, 2420),
    ML_DSA_65(ParameterSet.CKP_ML_DSA_65, 1952, 3309),
    ML_DSA_87(ParameterSet.CKP_ML_DSA_87, 2592, 4627),
    SLH_DSA_SHA2_128S(ParameterSet.CKP_SLH_DSA_SHA2_128S, 32, 7856),
    SLH_DSA_SHA2_128F(ParameterSet.CKP_SLH_DSA_SHA2_128F, 32, 17088),
    SLH_DSA_SHA2_192S(ParameterSet.CKP_SLH_DSA_SHA2_192S, 48, 16224),
    SLH_DSA_SHA2_192F(ParameterSet.CKP_SLH_DSA_SHA2_192F, 48, 35664),
    SLH_DSA_SHA2_256S(ParameterSet.CKP_SLH_DSA_SHA2_256S, 64, 29792),
    SLH_DSA_SHA2_256F(ParameterSet.CKP_SLH_DSA_SHA2_256F, 64, 49856),
    SLH_DSA_SHAKE_128S(ParameterSet.CKP_SLH_DSA_SHAKE_128S, 32, 7856),
    SLH_DSA_SHAKE_128F(ParameterSet.CKP_SLH_DSA_SHAKE_128F, 32, 17088),
    SLH_DSA_SHAKE_192S(ParameterSet.CKP_SLH_DSA_SHAKE_192S, 48, 16224),
    SLH_DSA_SHAKE_192F(ParameterSet.CKP_SLH_DSA_SHAKE_192F, 48, 35664),
    SLH_DSA_SHAKE_256S(ParameterSet.CKP_SLH_DSA_SHAKE_256S, 64, 29792),
    SLH_DSA_SHAKE_256F(ParameterSet.CKP_SLH_DSA_SHAKE_256F, 64, 49856);

    private final ParameterSet set;
    private final int publicLength;
    private final int outputLength;

    PqcSet(ParameterSet set, int publicLength, int outputLength) {
        this.set = set;
        this.publicLength = publicLength;
        this.outputLength = outputLength;
    }

    /**
     * The set that a template names.
     *
     * @throws HsmException {@code CKR_TEMPLATE_INCOMPLETE} or {@code
     *     CKR_PARAMETER_SET_NOT_SUPPORTED}
     */
    static PqcSet of(KeyType keyType, Template template) {
        return of(keyType, (long) Attributes.required(template, AttributeType.CKA_PARAMETER_SET));
    }

    /** The set of a key. */
    static PqcSet of(KeyMaterial key) {
        return of(key.keyType(), (long) key.component(AttributeType.CKA_PARAMETER_SET));
    }

    private static PqcSet of(KeyType keyType, long code) {
        return Arrays.stream(values())
                .filter(row -> row.set.keyType() == keyType && row.set.code() == code)
                .findFirst()
                .orElseThrow(() -> unknown(keyType, code));
    }

    private static HsmException unknown(KeyType keyType, long code) {
        return new HsmException(
                ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED,
                "CKA_PARAMETER_SET " + code + " is not a parameter set of " + keyType);
    }

    KeyType keyType() {
        return set.keyType();
    }

    long code() {
        return set.code();
    }

    /** The name in the standard, which is also the JDK's. */
    String standardName() {
        return set.standardName();
    }

    /** The AlgorithmIdentifier of its keys. */
    byte[] identifier() {
        return KeyWriter.identifier(set.oid());
    }

    /** The length of the seed; 0 if there is none. */
    int seedLength() {
        return set.seedLength();
    }

    /** The length of the private key. */
    int privateLength() {
        return set.privateKeyLength();
    }

    /** The length of the public key. */
    int publicLength() {
        return publicLength;
    }

    /** The length of a signature or ciphertext. */
    int outputLength() {
        return outputLength;
    }
}
