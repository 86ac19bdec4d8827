package io.craton.hsm.provider.signature;

import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The digests as RSA paddings use them.
 *
 * @param name the JDK's name
 * @param hash the digest mechanism
 * @param mgf the mask generation function with this digest
 * @param pss the mechanism that digests and signs with PSS
 * @param length the length of the digest in bytes
 */
public record Digest(String name, MechanismType hash, Mgf mgf, MechanismType pss, int length) {
    /** The table. */
    public static final List<Digest> ALL =
            List.of(
                    row(
                            "SHA-1",
                            MechanismType.CKM_SHA_1,
                            Mgf.CKG_MGF1_SHA1,
                            MechanismType.CKM_SHA1_RSA_PKCS_PSS,
                            20),
                    row(
                            "SHA-224",
                            MechanismType.CKM_SHA224,
                            Mgf.CKG_MGF1_SHA224,
                            MechanismType.CKM_SHA224_RSA_PKCS_PSS,
                            28),
                    row(
                            "SHA-256",
                            MechanismType.CKM_SHA256,
                            Mgf.CKG_MGF1_SHA256,
                            MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                            32),
                    row(
                            "SHA-384",
                            MechanismType.CKM_SHA384,
                            Mgf.CKG_MGF1_SHA384,
                            MechanismType.CKM_SHA384_RSA_PKCS_PSS,
                            48),
                    row(
                            "SHA-512",
                            MechanismType.CKM_SHA512,
                            Mgf.CKG_MGF1_SHA512,
                            MechanismType.CKM_SHA512_RSA_PKCS_PSS,
                            64),
                    row(
                            "SHA3-224",
                            MechanismType.CKM_SHA3_224,
                            Mgf.CKG_MGF1_SHA3_224,
                            MechanismType.CKM_SHA3_224_RSA_PKCS_PSS,
                            28),
                    row(
                            "SHA3-256",
                            MechanismType.CKM_SHA3_256,
                            Mgf.CKG_MGF1_SHA3_256,
                            MechanismType.CKM_SHA3_256_RSA_PKCS_PSS,
                            32),
                    row(
                            "SHA3-384",
                            MechanismType.CKM_SHA3_384,
                            Mgf.CKG_MGF1_SHA3_384,
                            MechanismType.CKM_SHA3_384_RSA_PKCS_PSS,
                            48),
                    row(
                            "SHA3-512",
                            MechanismType.CKM_SHA3_512,
                            Mgf.CKG_MGF1_SHA3_512,
                            MechanismType.CKM_SHA3_512_RSA_PKCS_PSS,
                            64));

    private static Digest row(
            String name, MechanismType hash, Mgf mgf, MechanismType pss, int length) {
        return new Digest(name, hash, mgf, pss, length);
    }

    /**
     * The row of a digest.
     *
     * @param name in any case, with or without the hyphen of the SHA-2 names
     */
    public static Optional<Digest> of(String name) {
        String sought = plain(name);
        return ALL.stream().filter(row -> plain(row.name).equals(sought)).findFirst();
    }

    private static String plain(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith("SHA-") ? "SHA" + upper.substring(4) : upper;
    }
}
