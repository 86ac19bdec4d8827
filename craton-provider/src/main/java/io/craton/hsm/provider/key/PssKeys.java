package io.craton.hsm.provider.key;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismType;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * RSA keys that sign with PSS alone: RSASSA-PSS keys (RFC 4055), which PKCS#11 has as RSA keys with
 * {@code CKA_ALLOWED_MECHANISMS}.
 */
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
