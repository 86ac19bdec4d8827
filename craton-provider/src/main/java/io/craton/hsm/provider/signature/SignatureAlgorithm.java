package io.craton.hsm.provider.signature;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.key.KeyAlgorithm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of signature algorithms.
 *
 * @param name the JDK's name
 * @param aliases further names and object identifiers
 * @param mechanism what signs; for PSS, what signs if the parameters do not say otherwise
 * @param keyType the key type
 * @param keyName the one key algorithm ({@link KeyAlgorithm#name()}) that is meant, or null for all
 *     of the type
 * @param form how the module's signature and JCA's differ
 * @param buffered whether the data has to be handed over in one piece
 * @param pss the digest of default PSS parameters; null for other algorithms and for {@code
 *     RSASSA-PSS} itself
 */
public record SignatureAlgorithm(
        String name,
        List<String> aliases,
        MechanismType mechanism,
        KeyType keyType,
        @Nullable String keyName,
        Form form,
        boolean buffered,
        @Nullable Digest pss) {

    /** Forms of a signature. */
    public enum Form {
        /** The same on both sides. */
        PLAIN,
        /** r and s side by side in the module, in a DER SEQUENCE in JCA. */
        DER,
        /** PSS, which has parameters. */
        PSS,
        /** EdDSA, which may have parameters. */
        EDDSA
    }

    private static final String PKCS1 = "1.2.840.113549.1.1.";
    private static final String NIST_SIGNATURES = "2.16.840.1.101.3.4.3.";
    private static final String X962 = "1.2.840.10045.4.";

    /** The table. */
    public static final List<SignatureAlgorithm> ALL = List.copyOf(table());

    private static List<SignatureAlgorithm> table() {
        List<SignatureAlgorithm> rows = new ArrayList<>();
        rsa(rows, "SHA1", PKCS1 + "5", MechanismType.CKM_SHA1_RSA_PKCS, "1.3.14.3.2.29");
        rsa(rows, "SHA224", PKCS1 + "14", MechanismType.CKM_SHA224_RSA_PKCS);
        rsa(rows, "SHA256", PKCS1 + "11", MechanismType.CKM_SHA256_RSA_PKCS);
        rsa(rows, "SHA384", PKCS1 + "12", MechanismType.CKM_SHA384_RSA_PKCS);
        rsa(rows, "SHA512", PKCS1 + "13", MechanismType.CKM_SHA512_RSA_PKCS);
        rsa(rows, "SHA3-224", NIST_SIGNATURES + "13", MechanismType.CKM_SHA3_224_RSA_PKCS);
        rsa(rows, "SHA3-256", NIST_SIGNATURES + "14", MechanismType.CKM_SHA3_256_RSA_PKCS);
        rsa(rows, "SHA3-384", NIST_SIGNATURES + "15", MechanismType.CKM_SHA3_384_RSA_PKCS);
        rsa(rows, "SHA3-512", NIST_SIGNATURES + "16", MechanismType.CKM_SHA3_512_RSA_PKCS);
        rows.add(
                new SignatureAlgorithm(
                        "NONEwithRSA",
                        List.of("RawRSA"),
                        MechanismType.CKM_RSA_PKCS,
                        KeyType.CKK_RSA,
                        null,
                        Form.PLAIN,
                        true,
                        null));
        rows.add(
                new SignatureAlgorithm(
                        "RSASSA-PSS",
                        List.of("PSS", PKCS1 + "10"),
                        MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                        KeyType.CKK_RSA,
                        null,
                        Form.PSS,
                        false,
                        null));
        for (Digest digest : Digest.ALL) {
            String hash =
                    digest.name().startsWith("SHA-")
                            ? "SHA" + digest.name().substring(4)
                            : digest.name();
            rows.add(
                    new SignatureAlgorithm(
                            hash + "withRSAandMGF1",
                            List.of(hash + "withRSA/PSS", hash + "withRSASSA-PSS"),
                            digest.pss(),
                            KeyType.CKK_RSA,
                            null,
                            Form.PSS,
                            false,
                            digest));
        }
        ecdsa(rows, "SHA1", X962 + "1", MechanismType.CKM_ECDSA_SHA1);
        ecdsa(rows, "SHA224", X962 + "3.1", MechanismType.CKM_ECDSA_SHA224);
        ecdsa(rows, "SHA256", X962 + "3.2", MechanismType.CKM_ECDSA_SHA256);
        ecdsa(rows, "SHA384", X962 + "3.3", MechanismType.CKM_ECDSA_SHA384);
        ecdsa(rows, "SHA512", X962 + "3.4", MechanismType.CKM_ECDSA_SHA512);
        ecdsa(rows, "SHA3-224", NIST_SIGNATURES + "9", MechanismType.CKM_ECDSA_SHA3_224);
        ecdsa(rows, "SHA3-256", NIST_SIGNATURES + "10", MechanismType.CKM_ECDSA_SHA3_256);
        ecdsa(rows, "SHA3-384", NIST_SIGNATURES + "11", MechanismType.CKM_ECDSA_SHA3_384);
        ecdsa(rows, "SHA3-512", NIST_SIGNATURES + "12", MechanismType.CKM_ECDSA_SHA3_512);
        ecdsa(rows, "NONE", null, MechanismType.CKM_ECDSA);
        edwards(rows, "EdDSA", null);
        edwards(rows, "Ed25519", KeyAlgorithm.ED25519);
        edwards(rows, "Ed448", KeyAlgorithm.ED448);
        postQuantum(rows, "ML-DSA", MechanismType.CKM_ML_DSA, KeyType.CKK_ML_DSA);
        postQuantum(rows, "SLH-DSA", MechanismType.CKM_SLH_DSA, KeyType.CKK_SLH_DSA);
        return rows;
    }

    private static void rsa(
            List<SignatureAlgorithm> rows,
            String digest,
            String oid,
            MechanismType mechanism,
            String... more) {
        List<String> aliases = new ArrayList<>(List.of(oid));
        aliases.addAll(List.of(more));
        rows.add(
                new SignatureAlgorithm(
                        digest + "withRSA",
                        List.copyOf(aliases),
                        mechanism,
                        KeyType.CKK_RSA,
                        null,
                        Form.PLAIN,
                        false,
                        null));
    }

    private static void ecdsa(
            List<SignatureAlgorithm> rows,
            String digest,
            @Nullable String oid,
            MechanismType mechanism) {
        boolean raw = mechanism == MechanismType.CKM_ECDSA;
        List<String> aliases = oid == null ? List.of() : List.of(oid);
        rows.add(
                new SignatureAlgorithm(
                        digest + "withECDSA",
                        aliases,
                        mechanism,
                        KeyType.CKK_EC,
                        null,
                        Form.DER,
                        raw,
                        null));
        // BC's older name, as well as the JDK's.
        List<String> plain = raw ? List.of() : List.of(digest + "withPLAIN-ECDSA");
        rows.add(
                new SignatureAlgorithm(
                        digest + "withECDSAinP1363Format",
                        plain,
                        mechanism,
                        KeyType.CKK_EC,
                        null,
                        Form.PLAIN,
                        raw,
                        null));
    }

    private static void edwards(
            List<SignatureAlgorithm> rows, String name, @Nullable KeyAlgorithm key) {
        rows.add(
                new SignatureAlgorithm(
                        name,
                        key == null ? List.of() : List.of(key.oid()),
                        MechanismType.CKM_EDDSA,
                        KeyType.CKK_EC_EDWARDS,
                        key == null ? null : key.name(),
                        Form.EDDSA,
                        true,
                        null));
    }

    private static void postQuantum(
            List<SignatureAlgorithm> rows,
            String family,
            MechanismType mechanism,
            KeyType keyType) {
        rows.add(
                new SignatureAlgorithm(
                        family, List.of(), mechanism, keyType, null, Form.PLAIN, true, null));
        for (KeyAlgorithm key : KeyAlgorithm.ofType(keyType)) {
            rows.add(
                    new SignatureAlgorithm(
                            key.name(),
                            List.of(key.oid()),
                            mechanism,
                            keyType,
                            key.name(),
                            Form.PLAIN,
                            true,
                            null));
        }
    }

    /** Whether keys of this algorithm are for it. */
    public boolean takes(KeyAlgorithm key) {
        boolean pssOnly = key.equals(KeyAlgorithm.RSASSA_PSS) && form != Form.PSS;
        return key.keyType() == keyType
                && !pssOnly
                && (keyName == null || keyName.equals(key.name()));
    }
}
