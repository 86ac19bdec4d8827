package io.craton.hsm.spi.der;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismType;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import java.math.BigInteger;
import java.security.spec.InvalidKeySpecException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code RSASSA-PSS-params} (RFC 4055, section 3.1) of a key: which digest its signatures have. The
 * least length of the salt that they may name has no place in PKCS#11 and is not kept.
 */
public final class PssParameters {
    private static final String MGF1 = "1.2.840.113549.1.1.8";

    private PssParameters() {}

    /** The mechanisms of a key that signs with PSS and any digest. */
    public static Set<MechanismType> anyDigest() {
        return Stream.concat(
                        Stream.of(MechanismType.CKM_RSA_PKCS_PSS),
                        Digest.with(DigestUse.RSA_PSS).values().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The mechanisms that a key with these parameters may sign with: those of its one digest, or
     * all of PSS if it has no parameters.
     */
    static Set<MechanismType> mechanisms(byte[] parameters)
            throws MalformedException, InvalidKeySpecException {
        if (parameters.length == 0) {
            return anyDigest();
        }
        DerReader outer = new DerReader(parameters);
        DerReader fields = outer.sequence();
        outer.finish();
        String digest = identifier(fields.explicit(0), Digest.SHA_1.oid());
        maskGeneration(fields.explicit(1));
        passNumber(fields.explicit(2), null);
        passNumber(fields.explicit(3), BigInteger.ONE);
        fields.finish();
        return Set.of(mechanism(digest));
    }

    private static MechanismType mechanism(String digest) throws InvalidKeySpecException {
        return Digest.ofOid(digest)
                .flatMap(known -> known.mechanism(DigestUse.RSA_PSS))
                .orElseThrow(() -> unavailable(digest));
    }

    private static InvalidKeySpecException unavailable(String digest) {
        return new InvalidKeySpecException(
                "the RSASSA-PSS key is for the digest " + digest + ", which is not available");
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
                    "the RSASSA-PSS key has a length of the salt or a trailer field that cannot"
                            + " be");
        }
    }
}
