package io.craton.hsm.provider.agreement;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.spi.Bytes;

/**
 * HKDF with a hash function (RFC 5869). Immutable.
 *
 * @param hash the hash function
 * @param salt of the first step; empty for none
 * @param info of the second step; may be empty
 */
public record HkdfInput(Digest hash, Bytes salt, Bytes info) {
    /** Which of the two steps are done. */
    public enum Steps {
        /** Extract alone: the result is as long as a digest. */
        EXTRACT,
        /** Expand alone. */
        EXPAND,
        /** One after the other. */
        BOTH
    }

    /** Without salt and info. */
    public static HkdfInput of(Digest hash) {
        return new HkdfInput(hash, Bytes.NONE, Bytes.NONE);
    }

    /** The same with this salt. */
    public HkdfInput salt(Bytes chosen) {
        return new HkdfInput(hash, chosen, info);
    }

    /** The same with this info. */
    public HkdfInput info(Bytes chosen) {
        return new HkdfInput(hash, salt, chosen);
    }

    /** What the module is to do. */
    public Mechanism mechanism(Steps steps) {
        boolean none = salt.length() == 0;
        return Mechanism.of(
                MechanismType.CKM_HKDF_DERIVE,
                new MechanismParameters.Hkdf(
                        steps != Steps.EXPAND,
                        steps != Steps.EXTRACT,
                        hash.mechanism(DigestUse.DIGEST).orElseThrow(),
                        none ? SaltType.CKF_HKDF_SALT_NULL : SaltType.CKF_HKDF_SALT_DATA,
                        none ? null : salt.copy(),
                        null,
                        info.copy()));
    }
}
