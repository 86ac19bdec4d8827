package io.craton.hsm.engine.ec;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import java.util.Set;

/** Key pairs of X25519 and X448 (RFC 7748). */
public final class MontgomeryEngine implements MechanismFamily {
    private final Libraries libraries;

    /** Random bytes come from here. */
    public MontgomeryEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        return EdwardsEngine.generate(KeyType.CKK_EC_MONTGOMERY, publicTemplate, libraries);
    }
}
