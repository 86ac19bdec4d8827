package io.craton.hsm.engine.mac;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.DigestContext;
import java.util.Set;

/** The digests (PKCS#11 v3.2, section 6.20). */
public final class DigestEngine implements MechanismFamily {
    private final Libraries libraries;

    /** Computes with these libraries. */
    public DigestEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(Set.of(DigestUse.DIGEST));
    }

    @Override
    public DigestContext digest(Mechanism mechanism) {
        Parameters.none(mechanism);
        Digest hash = Digests.of(mechanism.type());
        return new PooledDigest(libraries.digests(hash), hash.length());
    }
}
