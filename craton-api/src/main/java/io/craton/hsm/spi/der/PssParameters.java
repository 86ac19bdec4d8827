package io.craton.hsm.spi.der;

import io.craton.hsm.MechanismType;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.math.BigInteger;
import java.security.spec.InvalidKeySpecException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code RSASSA-PSS-params} (RFC 4055, section 3.1) of a key: which digest its signatures have. The
 * least length of the salt that they may name has no place in PKCS#11 and is not kept.
 */
final class PssParameters {
    private static final String SHA1 = "1.3.14.3.2.26";
    private static final String MGF1 = "1.2.840.113549.1.1.8";
    private static final String NIST = "2.16.840.1.101.3.4.2.";
    private static final Map<String, MechanismType> BY_DIGEST =
            Map.of(
                    SHA1,
                    MechanismType.CKM_SHA1_RSA_PKCS_PSS,
                    NIST + "4",
                    MechanismType.CKM_SHA224_RSA_PKCS_PSS,
                    NIST + "1",
                    MechanismType.CKM_SHA256_RSA_PKCS_PSS,
                    NIST + "2",
                    MechanismType.CKM_SHA384_RSA_PKCS_PSS,
                    NIST + "3",
                    MechanismType.CKM_SHA512_RSA_PKCS_PSS,
                    NIST + "7",
                    MechanismType.CKM_SHA3_224_RSA_PKCS_PSS,
                    NIST + "8",
                    MechanismType.CKM_SHA3_256_RSA_PKCS_PSS,
                    NIST + "9",
                    MechanismType.CKM_SHA3_384_RSA_PKCS_PSS,
                    NIST + "10",
                    MechanismType.CKM_SHA3_512_RSA_PKCS_PSS);

    private PssParameters() {}

    /**
     * The mechanisms that a key with these parameters may sign with: those of its one digest, or
     * all of PSS if it has no parameters.
     */
    static Set<MechanismType> mechanisms(byte[] parameters)
            throws MalformedException, InvalidKeySpecException {
        if (parameters.length == 0) {
            Set<MechanismType> all = new java.util.TreeSet<>(BY_DIGEST.values());
            all.add(MechanismType.CKM_RSA_PKCS_PSS);
            return Set.copyOf(all);
        }
        DerReader outer = new DerReader(parameters);
        DerReader fields = outer.sequence();
        outer.finish();
        String digest = identifier(fields.explicit(0), SHA1);
        maskGeneration(fields.explicit(1));
        passNumber(fields.explicit(2), null);
        passNumber(fields.explicit(3), BigInteger.ONE);
        fields.finish();
        MechanismType mechanism = BY_DIGEST.get(digest);
        if (mechanism == null) {
            throw new InvalidKeySpecException(
                    "the RSASSA-PSS key is for the digest " + digest + ", which is not available");
        }
        return Set.of(mechanism);
    }

    private static String identifier(@Nullable DerReader field, String otherwise)
            throws MalformedException {
        if (field == null) {
            return otherwise;
        }
        String oid = field.sequence().oid();
        field.finish();
        return oid;
    }

    private static void maskGeneration(@Nullable DerReader field)
            throws MalformedException, InvalidKeySpecException {
        if (!identifier(field, MGF1).equals(MGF1)) {
            throw new InvalidKeySpecException(
                    "the RSASSA-PSS key is for another mask generation function than MGF1");
        }
    }

    private static void passNumber(@Nullable DerReader field, @Nullable BigInteger only)
            throws MalformedException, InvalidKeySpecException {
        if (field == null) {
            return;
        }
        BigInteger number = field.integer();
        field.finish();
        if (number.signum() < 0 || (only != null && !number.equals(only))) {
            throw new InvalidKeySpecException(
                    "the RSASSA-PSS key has a length of the salt or a trailer field that cannot be");
        }
    }
}
