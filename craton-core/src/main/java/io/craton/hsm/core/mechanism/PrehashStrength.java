package io.craton.hsm.core.mechanism;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.spi.KeyMaterial;

/**
 * Whether the digest of a pre-hash variant is as strong as the parameter set (FIPS 204 section 5.4,
 * FIPS 205 section 10.2): against collisions it has half as many bits as it is long.
 */
final class PrehashStrength {
    private PrehashStrength() {}

    static boolean suffices(Mechanism mechanism, KeyMaterial key) {
        long set = key.component(AttributeType.CKA_PARAMETER_SET);
        return ParameterSet.of(key.keyType(), set)
                .map(known -> hash(mechanism).length() * Byte.SIZE / 2 >= strength(known))
                .orElse(false);
    }

    // The categories 1 and 2, 3, and 5 of NIST.
    private static int strength(ParameterSet set) {
        return switch (set) {
            case CKP_ML_DSA_44,
                    CKP_SLH_DSA_SHA2_128S,
                    CKP_SLH_DSA_SHA2_128F,
                    CKP_SLH_DSA_SHAKE_128S,
                    CKP_SLH_DSA_SHAKE_128F ->
                    128;
            case CKP_ML_DSA_65,
                    CKP_SLH_DSA_SHA2_192S,
                    CKP_SLH_DSA_SHA2_192F,
                    CKP_SLH_DSA_SHAKE_192S,
                    CKP_SLH_DSA_SHAKE_192F ->
                    192;
            default -> 256;
        };
    }

    /** The digest that the parameter names, or the mechanism itself at its end. */
    private static Digest hash(Mechanism mechanism) {
        if (mechanism.parameters() instanceof HashSignContext context) {
            return Digests.of(context.hash());
        }
        return mechanism.type().digest().orElseThrow();
    }
}
