package io.craton.hsm.provider.signature;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.spi.der.KeyOid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of signature algorithms. Those with a hash function follow from the table of
 * mechanisms.
 *
 * @param name the JDK's name
 * @param aliases further names and object identifiers
 * @param mechanism what signs; for PSS, what signs if the parameters do not say otherwise
 * @param keyType the key type
 * @param keyName the one key algorithm ({@link KeyAlgorithm#name()}) that is meant, or null for all
 *     of the type
 * @param form how the module's signature and JCA's differ
 * @param buffered whether the data has to be handed over in one piece
 * @param pss the digest of default PSS parameters; null for other algorithms, for {@code
 *     RSASSA-PSS} itself, and for what signs a digest with it
 */
public record SignatureScheme(
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
        EDDSA,
        /** EdDSA over a digest of the message. */
        EDDSA_PH,
        /** ML-DSA and SLH-DSA, which may have a context. */
        CONTEXT
    }

    // OIW's identifier of SHA1withRSA, which the JDK goes on knowing.
    private static final Map<MechanismType, String> OLDER_OIDS =
            Map.of(MechanismType.CKM_SHA1_RSA_PKCS, "1.3.14.3.2.29");

    /** The table. */
    public static final List<SignatureScheme> ALL = List.copyOf(table());

    private static List<SignatureScheme> table() {
        List<SignatureScheme> rows = new ArrayList<>();
        Digest.with(DigestUse.RSA_PKCS)
                .forEach((digest, mechanism) -> rows.add(pkcs1(digest, mechanism)));
        rows.add(
                rsa(
                        "NONEwithRSA",
                        List.of("RawRSA"),
                        MechanismType.CKM_RSA_PKCS,
                        Form.PLAIN,
                        null));
        rows.add(
                rsa(
                        "RSASSA-PSS",
                        List.of("PSS", KeyOid.RSASSA_PSS.oid()),
                        MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                        Form.PSS,
                        null));
        rows.add(
                rsa(
                        "NONEwithRSAandMGF1",
                        List.of("RAWRSASSA-PSS", "NONEwithRSASSA-PSS", "NONEwithRSAPSS"),
                        MechanismType.CKM_RSA_PKCS_PSS,
                        Form.PSS,
                        null));
        Digest.with(DigestUse.RSA_PSS)
                .forEach((digest, mechanism) -> rows.add(pss(digest, mechanism)));
        Digest.with(DigestUse.ECDSA)
                .forEach((digest, mechanism) -> ecdsa(rows, digest.nameInside(), mechanism));
        ecdsa(rows, "NONE", MechanismType.CKM_ECDSA);
        rows.add(edwards("EdDSA", null));
        for (KeyAlgorithm key : KeyAlgorithm.ofType(KeyType.CKK_EC_EDWARDS)) {
            rows.add(edwards(key.name(), key));
            rows.add(edwardsPreHash(key));
        }
        pure(rows, "ML-DSA", MechanismType.CKM_ML_DSA, KeyType.CKK_ML_DSA);
        pure(rows, "SLH-DSA", MechanismType.CKM_SLH_DSA, KeyType.CKK_SLH_DSA);
        // All sets of ML-DSA have one hash function.
        rows.add(
                postQuantum(
                        "HASH-ML-DSA",
                        List.of(),
                        MechanismType.CKM_HASH_ML_DSA_SHA512,
                        KeyType.CKK_ML_DSA,
                        null));
        KeyAlgorithm.all().forEach(key -> preHash(rows, key));
        return rows;
    }

    private static List<String> oids(MechanismType mechanism) {
        return Stream.concat(mechanism.oid().stream(), Stream.ofNullable(OLDER_OIDS.get(mechanism)))
                .toList();
    }

    private static SignatureScheme pkcs1(Digest digest, MechanismType mechanism) {
        String name = digest.nameInside() + "withRSA";
        return rsa(name, oids(mechanism), mechanism, Form.PLAIN, null);
    }

    private static SignatureScheme pss(Digest digest, MechanismType mechanism) {
        String hash = digest.nameInside();
        List<String> aliases = List.of(hash + "withRSA/PSS", hash + "withRSASSA-PSS");
        return rsa(hash + "withRSAandMGF1", aliases, mechanism, Form.PSS, digest);
    }

    private static SignatureScheme rsa(
            String name,
            List<String> aliases,
            MechanismType mechanism,
            Form form,
            @Nullable Digest pss) {
        boolean raw = mechanism.digest().isEmpty();
        return new SignatureScheme(name, aliases, mechanism, KeyType.CKK_RSA, null, form, raw, pss);
    }

    private static void ecdsa(List<SignatureScheme> rows, String digest, MechanismType mechanism) {
        boolean raw = mechanism == MechanismType.CKM_ECDSA;
        // BC's older name, as well as the JDK's.
        List<String> plain = raw ? List.of() : List.of(digest + "withPLAIN-ECDSA");
        rows.add(ecdsa(digest + "withECDSA", oids(mechanism), mechanism, Form.DER));
        rows.add(ecdsa(digest + "withECDSAinP1363Format", plain, mechanism, Form.PLAIN));
    }

    private static SignatureScheme ecdsa(
            String name, List<String> aliases, MechanismType mechanism, Form form) {
        boolean raw = mechanism == MechanismType.CKM_ECDSA;
        return new SignatureScheme(name, aliases, mechanism, KeyType.CKK_EC, null, form, raw, null);
    }

    private static SignatureScheme edwards(String name, @Nullable KeyAlgorithm key) {
        return new SignatureScheme(
                name,
                key == null ? List.of() : List.of(key.oid()),
                MechanismType.CKM_EDDSA,
                KeyType.CKK_EC_EDWARDS,
                key == null ? null : key.name(),
                Form.EDDSA,
                true,
                null);
    }

    private static SignatureScheme edwardsPreHash(KeyAlgorithm key) {
        return new SignatureScheme(
                key.name() + "ph",
                List.of(),
                MechanismType.CKM_EDDSA,
                KeyType.CKK_EC_EDWARDS,
                key.name(),
                Form.EDDSA_PH,
                true,
                null);
    }

    private static void pure(
            List<SignatureScheme> rows, String family, MechanismType mechanism, KeyType keyType) {
        rows.add(postQuantum(family, List.of(), mechanism, keyType, null));
        for (KeyAlgorithm key : KeyAlgorithm.ofType(keyType)) {
            rows.add(postQuantum(key.name(), List.of(key.oid()), mechanism, keyType, key.name()));
        }
    }

    // HashML-DSA and HashSLH-DSA, with the one hash function that NIST has named with the set.
    private static void preHash(List<SignatureScheme> rows, KeyAlgorithm key) {
        ParameterSet set = key.parameterSet();
        Digest digest = set == null ? null : set.preHash();
        if (set == null || digest == null) {
            return;
        }
        DigestUse use =
                set.keyType() == KeyType.CKK_ML_DSA
                        ? DigestUse.HASH_ML_DSA
                        : DigestUse.HASH_SLH_DSA;
        String name = key.name() + "-WITH-" + digest.nameInside();
        List<String> aliases = new ArrayList<>(set.preHashOid().stream().toList());
        aliases.add("HASH-" + key.name());
        MechanismType mechanism = digest.mechanism(use).orElseThrow();
        rows.add(postQuantum(name, aliases, mechanism, key.keyType(), key.name()));
    }

    private static SignatureScheme postQuantum(
            String name,
            List<String> aliases,
            MechanismType mechanism,
            KeyType keyType,
            @Nullable String keyName) {
        return new SignatureScheme(
                name, aliases, mechanism, keyType, keyName, Form.CONTEXT, true, null);
    }

    /** Whether the caller hands over a digest and says with PSS parameters which. */
    boolean takesDigest() {
        return mechanism == MechanismType.CKM_RSA_PKCS_PSS;
    }

    /** Whether keys of this algorithm are for it. */
    public boolean takes(KeyAlgorithm key) {
        boolean pssOnly = key.equals(KeyAlgorithm.RSASSA_PSS) && form != Form.PSS;
        return key.keyType() == keyType
                && !pssOnly
                && (keyName == null || keyName.equals(key.name()));
    }
}
