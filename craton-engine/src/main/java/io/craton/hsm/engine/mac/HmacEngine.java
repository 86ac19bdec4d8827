package io.craton.hsm.engine.mac;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.Set;

/** HMAC with every digest, whole or cut to a length (PKCS#11 v3.2, section 6.22). */
public final class HmacEngine implements MechanismFamily {
    private final Libraries libraries;

    /** Computes with these libraries. */
    public HmacEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(Set.of(DigestUse.HMAC, DigestUse.HMAC_GENERAL));
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        Digest whole = Digests.inside(mechanism.type(), DigestUse.HMAC);
        if (whole != null) {
            Parameters.none(mechanism);
            return new HmacContext(whole, LibraryKey.of(key), whole.length(), libraries);
        }
        Digest cut = Digests.inside(mechanism.type(), DigestUse.HMAC_GENERAL);
        if (cut == null) {
            throw MechanismFamily.cannot(mechanism, "sign");
        }
        int length = Parameters.of(mechanism, MacLength.class).length();
        Parameters.require(
                length >= 1 && length <= cut.length(),
                "an HMAC with "
                        + cut.standardName()
                        + " has 1 to "
                        + cut.length()
                        + " bytes, not "
                        + length);
        return new HmacContext(cut, LibraryKey.of(key), length, libraries);
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        return Signing.verifyByMaking(sign(mechanism, key));
    }
}
