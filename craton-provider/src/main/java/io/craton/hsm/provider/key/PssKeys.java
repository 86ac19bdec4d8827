package io.craton.hsm.provider.key;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismType;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RSA keys that sign with PSS alone: RSASSA-PSS keys (RFC 4055), which PKCS#11 has as RSA keys with
 * {@code CKA_ALLOWED_MECHANISMS}.
 */
@CheckReturnValue
public final class PssKeys {
    private PssKeys() {}

    /** Whether these are mechanisms of PSS and no others. */
    static boolean arePss(Set<MechanismType> allowed) {
        return !allowed.isEmpty() && allowed.stream().allMatch(PssKeys::isPss);
    }

    private static boolean isPss(MechanismType type) {
        return type == MechanismType.CKM_RSA_PKCS_PSS
                || type.digestUse().filter(DigestUse.RSA_PSS::equals).isPresent();
    }

    /** The parameters of a key with these mechanisms: none if it is for several digests. */
    static @Nullable PSSParameterSpec parameters(Set<MechanismType> allowed) {
        return allowed.size() == 1
                ? allowed.iterator().next().digest().map(PssKeys::usual).orElse(null)
                : null;
    }

    /**
     * The one mechanism of a key with these parameters.
     *
     * @throws InvalidAlgorithmParameterException if PSS is not there with their digest
     */
    public static Set<MechanismType> mechanisms(PSSParameterSpec parameters)
            throws InvalidAlgorithmParameterException {
        String name = parameters.getDigestAlgorithm();
        return Digest.ofName(name)
                .flatMap(digest -> digest.mechanism(DigestUse.RSA_PSS))
                .map(Set::of)
                .orElseThrow(() -> unavailable(name));
    }

    /** An RSA public key as one that verifies PSS alone. */
    static PublicKey publicKey(RSAPublicKey rsa, @Nullable AlgorithmParameterSpec parameters)
            throws InvalidKeySpecException {
        KeyAlgorithm pss = KeyAlgorithm.RSASSA_PSS;
        try {
            return KeyFactory.getInstance(pss.name(), pss.jdkProvider())
                    .generatePublic(
                            new RSAPublicKeySpec(
                                    rsa.getModulus(), rsa.getPublicExponent(), parameters));
        } catch (InvalidKeySpecException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new InvalidKeySpecException(
                    "the JDK's SunRsaSign provider is needed for RSASSA-PSS keys", e);
        }
    }

    private static InvalidAlgorithmParameterException unavailable(String digest) {
        return new InvalidAlgorithmParameterException("PSS is not there with " + digest);
    }

    /** PSS with one hash function in all places, and a salt as long as the digest. */
    public static PSSParameterSpec usual(Digest digest) {
        String name = digest.standardName();
        return new PSSParameterSpec(
                name,
                "MGF1",
                new MGF1ParameterSpec(name),
                digest.length(),
                PSSParameterSpec.TRAILER_FIELD_BC);
    }
}
