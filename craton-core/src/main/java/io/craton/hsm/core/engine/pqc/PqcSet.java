package io.craton.hsm.core.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Attributes;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** The table of the parameter sets: object identifiers and sizes in bytes (FIPS 203, 204, 205). */
enum PqcSet {
    ML_KEM_512(ParameterSet.CKP_ML_KEM_512, "4.1", 64, 1632, 800, 768),
    ML_KEM_768(ParameterSet.CKP_ML_KEM_768, "4.2", 64, 2400, 1184, 1088),
    ML_KEM_1024(ParameterSet.CKP_ML_KEM_1024, "4.3", 64, 3168, 1568, 1568),
    ML_DSA_44(ParameterSet.CKP_ML_DSA_44, "3.17", 32, 2560, 1312, 2420),
    ML_DSA_65(ParameterSet.CKP_ML_DSA_65, "3.18", 32, 4032, 1952, 3309),
    ML_DSA_87(ParameterSet.CKP_ML_DSA_87, "3.19", 32, 4896, 2592, 4627),
    SLH_DSA_SHA2_128S(ParameterSet.CKP_SLH_DSA_SHA2_128S, "3.20", 0, 64, 32, 7856),
    SLH_DSA_SHA2_128F(ParameterSet.CKP_SLH_DSA_SHA2_128F, "3.21", 0, 64, 32, 17088),
    SLH_DSA_SHA2_192S(ParameterSet.CKP_SLH_DSA_SHA2_192S, "3.22", 0, 96, 48, 16224),
    SLH_DSA_SHA2_192F(ParameterSet.CKP_SLH_DSA_SHA2_192F, "3.23", 0, 96, 48, 35664),
    SLH_DSA_SHA2_256S(ParameterSet.CKP_SLH_DSA_SHA2_256S, "3.24", 0, 128, 64, 29792),
    SLH_DSA_SHA2_256F(ParameterSet.CKP_SLH_DSA_SHA2_256F, "3.25", 0, 128, 64, 49856),
    SLH_DSA_SHAKE_128S(ParameterSet.CKP_SLH_DSA_SHAKE_128S, "3.26", 0, 64, 32, 7856),
    SLH_DSA_SHAKE_128F(ParameterSet.CKP_SLH_DSA_SHAKE_128F, "3.27", 0, 64, 32, 17088),
    SLH_DSA_SHAKE_192S(ParameterSet.CKP_SLH_DSA_SHAKE_192S, "3.28", 0, 96, 48, 16224),
    SLH_DSA_SHAKE_192F(ParameterSet.CKP_SLH_DSA_SHAKE_192F, "3.29", 0, 96, 48, 35664),
    SLH_DSA_SHAKE_256S(ParameterSet.CKP_SLH_DSA_SHAKE_256S, "3.30", 0, 128, 64, 29792),
    SLH_DSA_SHAKE_256F(ParameterSet.CKP_SLH_DSA_SHAKE_256F, "3.31", 0, 128, 64, 49856);

    private static final String NIST_ALGORITHMS = "2.16.840.1.101.3.4.";

    private final ParameterSet set;
    private final ASN1ObjectIdentifier oid;
    private final int seedLength;
    private final int privateLength;
    private final int publicLength;
    private final int outputLength;

    PqcSet(
            ParameterSet set,
            String oid,
            int seedLength,
            int privateLength,
            int publicLength,
            int outputLength) {
        this.set = set;
        this.oid = new ASN1ObjectIdentifier(NIST_ALGORITHMS + oid);
        this.seedLength = seedLength;
        this.privateLength = privateLength;
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
                .orElseThrow(
                        () ->
                                new HsmException(
                                        ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED,
                                        "CKA_PARAMETER_SET "
                                                + code
                                                + " is not a parameter set of "
                                                + keyType));
    }

    /** The set of an algorithm identifier in PKCS#8. */
    static PqcSet of(KeyType keyType, ASN1ObjectIdentifier oid) {
        return Arrays.stream(values())
                .filter(row -> row.set.keyType() == keyType && row.oid.equals(oid))
                .findFirst()
                .orElseThrow(
                        () ->
                                new HsmException(
                                        ReturnCode.CKR_WRAPPED_KEY_INVALID,
                                        "the wrapped key is not a key of the type " + keyType));
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

    ASN1ObjectIdentifier oid() {
        return oid;
    }

    /** The length of the seed; 0 if there is none. */
    int seedLength() {
        return seedLength;
    }

    /** The length of the private key. */
    int privateLength() {
        return privateLength;
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
