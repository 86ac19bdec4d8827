package io.craton.hsm.cli.crypto;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.cli.CliException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A signature or MAC algorithm by its JCA name: the one table from those names to mechanisms.
 *
 * @param name the JCA name
 * @param keyType the type of its keys
 * @param mechanism the mechanism with its parameters
 * @param format how the signature is written
 * @param oid its object identifier in certificates, or null if it is not used there
 */
public record SignatureAlgorithm(
        String name, KeyType keyType, Mechanism mechanism, Format format, @Nullable String oid) {
    /** How a signature is written. */
    public enum Format {
        /** As the mechanism gives it. */
        PLAIN,
        /** ECDSA: a DER sequence of r and s. */
        ECDSA_DER
    }

    private static final Map<String, SignatureAlgorithm> BY_NAME =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** A digest with the mechanisms and object identifiers that have it inside. */
    private record Hash(
            String name,
            int bytes,
            MechanismType digest,
            Mgf mgf,
            MechanismType rsa,
            MechanismType pss,
            MechanismType ecdsa,
            MechanismType hmac,
            @Nullable String rsaOid,
            @Nullable String ecdsaOid) {}

    private static final Hash[] HASHES = {
        new Hash(
                "SHA1",
                20,
                MechanismType.CKM_SHA_1,
                Mgf.CKG_MGF1_SHA1,
                MechanismType.CKM_SHA1_RSA_PKCS,
                MechanismType.CKM_SHA1_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA1,
                MechanismType.CKM_SHA_1_HMAC,
                null,
                null),
        new Hash(
                "SHA224",
                28,
                MechanismType.CKM_SHA224,
                Mgf.CKG_MGF1_SHA224,
                MechanismType.CKM_SHA224_RSA_PKCS,
                MechanismType.CKM_SHA224_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA224,
                MechanismType.CKM_SHA224_HMAC,
                "1.2.840.113549.1.1.14",
                "1.2.840.10045.4.3.1"),
        new Hash(
                "SHA256",
                32,
                MechanismType.CKM_SHA256,
                Mgf.CKG_MGF1_SHA256,
                MechanismType.CKM_SHA256_RSA_PKCS,
                MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA256,
                MechanismType.CKM_SHA256_HMAC,
                "1.2.840.113549.1.1.11",
                "1.2.840.10045.4.3.2"),
        new Hash(
                "SHA384",
                48,
                MechanismType.CKM_SHA384,
                Mgf.CKG_MGF1_SHA384,
                MechanismType.CKM_SHA384_RSA_PKCS,
                MechanismType.CKM_SHA384_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA384,
                MechanismType.CKM_SHA384_HMAC,
                "1.2.840.113549.1.1.12",
                "1.2.840.10045.4.3.3"),
        new Hash(
                "SHA512",
                64,
                MechanismType.CKM_SHA512,
                Mgf.CKG_MGF1_SHA512,
                MechanismType.CKM_SHA512_RSA_PKCS,
                MechanismType.CKM_SHA512_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA512,
                MechanismType.CKM_SHA512_HMAC,
                "1.2.840.113549.1.1.13",
                "1.2.840.10045.4.3.4"),
        new Hash(
                "SHA3-224",
                28,
                MechanismType.CKM_SHA3_224,
                Mgf.CKG_MGF1_SHA3_224,
                MechanismType.CKM_SHA3_224_RSA_PKCS,
                MechanismType.CKM_SHA3_224_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA3_224,
                MechanismType.CKM_SHA3_224_HMAC,
                null,
                null),
        new Hash(
                "SHA3-256",
                32,
                MechanismType.CKM_SHA3_256,
                Mgf.CKG_MGF1_SHA3_256,
                MechanismType.CKM_SHA3_256_RSA_PKCS,
                MechanismType.CKM_SHA3_256_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA3_256,
                MechanismType.CKM_SHA3_256_HMAC,
                null,
                null),
        new Hash(
                "SHA3-384",
                48,
                MechanismType.CKM_SHA3_384,
                Mgf.CKG_MGF1_SHA3_384,
                MechanismType.CKM_SHA3_384_RSA_PKCS,
                MechanismType.CKM_SHA3_384_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA3_384,
                MechanismType.CKM_SHA3_384_HMAC,
                null,
                null),
        new Hash(
                "SHA3-512",
                64,
                MechanismType.CKM_SHA3_512,
                Mgf.CKG_MGF1_SHA3_512,
                MechanismType.CKM_SHA3_512_RSA_PKCS,
                MechanismType.CKM_SHA3_512_RSA_PKCS_PSS,
                MechanismType.CKM_ECDSA_SHA3_512,
                MechanismType.CKM_SHA3_512_HMAC,
                null,
                null)
    };

    static {
        for (Hash hash : HASHES) {
            plain(hash.name + "withRSA", KeyType.CKK_RSA, Mechanism.of(hash.rsa), hash.rsaOid);
            plain(hash.name + "withRSAandMGF1", KeyType.CKK_RSA, pss(hash), null);
            ecdsa(hash.name, hash.ecdsa, hash.ecdsaOid);
            plain("Hmac" + hash.name, KeyType.CKK_GENERIC_SECRET, Mechanism.of(hash.hmac), null);
        }
        plain("NONEwithRSA", KeyType.CKK_RSA, Mechanism.of(MechanismType.CKM_RSA_PKCS), null);
        plain("RSASSA-PSS", KeyType.CKK_RSA, pss(HASHES[2]), null);
        ecdsa("NONE", MechanismType.CKM_ECDSA, null);
        Mechanism eddsa = Mechanism.of(MechanismType.CKM_EDDSA);
        plain("EdDSA", KeyType.CKK_EC_EDWARDS, eddsa, null);
        plain("Ed25519", KeyType.CKK_EC_EDWARDS, eddsa, "1.3.101.112");
        plain("Ed448", KeyType.CKK_EC_EDWARDS, eddsa, "1.3.101.113");
        Mechanism preHash =
                Mechanism.of(
                        MechanismType.CKM_EDDSA, new MechanismParameters.EdDsa(true, new byte[0]));
        plain("Ed25519ph", KeyType.CKK_EC_EDWARDS, preHash, null);
        plain("Ed448ph", KeyType.CKK_EC_EDWARDS, preHash, null);
        plain("ML-DSA", KeyType.CKK_ML_DSA, Mechanism.of(MechanismType.CKM_ML_DSA), null);
        plain("SLH-DSA", KeyType.CKK_SLH_DSA, Mechanism.of(MechanismType.CKM_SLH_DSA), null);
        for (ParameterSet set : ParameterSet.values()) {
            if (set.keyType() == KeyType.CKK_ML_DSA) {
                plain(
                        set.standardName(),
                        set.keyType(),
                        Mechanism.of(MechanismType.CKM_ML_DSA),
                        "2.16.840.1.101.3.4.3." + (16 + set.code()));
                preHash(set, "SHA512", MechanismType.CKM_HASH_ML_DSA_SHA512);
            } else if (set.keyType() == KeyType.CKK_SLH_DSA) {
                plain(
                        set.standardName(),
                        set.keyType(),
                        Mechanism.of(MechanismType.CKM_SLH_DSA),
                        null);
                preHashSlhDsa(set);
            }
        }
    }

    /** The hashes that NIST has given object identifiers with these parameter sets. */
    private static void preHashSlhDsa(ParameterSet set) {
        boolean shake = set.standardName().contains("SHAKE");
        boolean small = set.standardName().contains("128");
        if (shake) {
            preHash(
                    set,
                    small ? "SHAKE128" : "SHAKE256",
                    small
                            ? MechanismType.CKM_HASH_SLH_DSA_SHAKE128
                            : MechanismType.CKM_HASH_SLH_DSA_SHAKE256);
        } else {
            preHash(
                    set,
                    small ? "SHA256" : "SHA512",
                    small
                            ? MechanismType.CKM_HASH_SLH_DSA_SHA256
                            : MechanismType.CKM_HASH_SLH_DSA_SHA512);
        }
    }

    /** A pre-hash form of FIPS 204 or 205, such as {@code HashML-DSA-65-with-SHA512}. */
    private static void preHash(ParameterSet set, String hash, MechanismType mechanism) {
        plain(
                "Hash" + set.standardName() + "-with-" + hash,
                set.keyType(),
                Mechanism.of(mechanism),
                null);
    }

    private static Mechanism pss(Hash hash) {
        return Mechanism.of(hash.pss, new RsaPss(hash.digest, hash.mgf, hash.bytes));
    }

    private static void plain(
            String name, KeyType keyType, Mechanism mechanism, @Nullable String oid) {
        BY_NAME.put(name, new SignatureAlgorithm(name, keyType, mechanism, Format.PLAIN, oid));
    }

    private static void ecdsa(String hash, MechanismType type, @Nullable String oid) {
        String name = hash + "withECDSA";
        Mechanism mechanism = Mechanism.of(type);
        BY_NAME.put(
                name,
                new SignatureAlgorithm(name, KeyType.CKK_EC, mechanism, Format.ECDSA_DER, oid));
        plain(name + "inP1363Format", KeyType.CKK_EC, mechanism, null);
    }

    /** Every name, sorted. */
    static List<String> names() {
        return BY_NAME.values().stream()
                .map(SignatureAlgorithm::name)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /**
     * The algorithm with this name.
     *
     * @throws CliException if there is none
     */
    public static SignatureAlgorithm of(String name) {
        SignatureAlgorithm found = BY_NAME.get(name);
        if (found == null) {
            throw CliException.usage(
                    "there is no signature algorithm '"
                            + name
                            + "'; --mechanism takes "
                            + String.join(", ", names()));
        }
        return found;
    }

    /**
     * What a kind of key signs with unless told otherwise.
     *
     * @param kind such as {@code ec:p256}
     * @throws CliException if such keys do not sign
     */
    public static SignatureAlgorithm usual(String kind) {
        String family = kind.replaceFirst("^(rsa|generic):.*", "$1");
        String name =
                switch (family) {
                    case "rsa" -> "SHA256withRSA";
                    case "ec:p384" -> "SHA384withECDSA";
                    case "ec:p521" -> "SHA512withECDSA";
                    case "ec:p224", "ec:p256", "ec:secp256k1" -> "SHA256withECDSA";
                    case "generic" -> "HmacSHA256";
                    default -> kind;
                };
        if (!BY_NAME.containsKey(name)) {
            throw CliException.failed("keys of type " + kind + " do not sign");
        }
        return of(name);
    }

    /**
     * Refuses a key of another type.
     *
     * @param type the type of the key
     * @param kind its kind, such as {@code ml-dsa-65}
     * @param label the label of the key
     */
    void check(KeyType type, String kind, String label) {
        boolean named = kind.equalsIgnoreCase(pureName()) || !isKind();
        if (type != keyType || !named) {
            throw CliException.failed(
                    name + " does not work with the key '" + label + "', which is of type " + kind);
        }
    }

    /** Whether the name tells more of the key than its type: ML-DSA-65 takes no ML-DSA-44 key. */
    private boolean isKind() {
        return pureName().matches("Ed[0-9]+|ML-DSA-.*|SLH-DSA-.*");
    }

    /** The name without what it says of a digest before the signature. */
    private String pureName() {
        return name.replaceFirst("^Hash(.*)-with-.*$", "$1").replaceFirst("^(Ed[0-9]+)ph$", "$1");
    }

    /**
     * The name of the pre-hash form for data of any length, if this algorithm reads them twice.
     *
     * @param kind the kind of the key, such as {@code ml-dsa-65}
     * @return null if this algorithm takes data of any length
     */
    @Nullable String forLongData(String kind) {
        boolean whole =
                switch (keyType) {
                    case CKK_EC_EDWARDS, CKK_ML_DSA, CKK_SLH_DSA -> name.equals(pureName());
                    default -> false;
                };
        if (!whole) {
            return null;
        }
        return BY_NAME.values().stream()
                .filter(other -> !other.name.equals(other.pureName()))
                .filter(other -> other.pureName().equalsIgnoreCase(kind))
                .map(SignatureAlgorithm::name)
                .findFirst()
                .orElse(null);
    }
}
