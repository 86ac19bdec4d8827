package io.craton.hsm.core.engine.mac;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.SignContext;
import io.craton.hsm.core.engine.VerifyContext;
import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.LibraryKey;
import io.craton.hsm.core.engine.common.MechanismFamily;
import io.craton.hsm.core.engine.common.Parameters;
import io.craton.hsm.core.engine.common.Signing;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** HMAC with every digest, whole or cut to a length (PKCS#11 v3.2, section 6.22). */
public final class HmacEngine implements MechanismFamily {
    private static final String GENERAL = "_GENERAL";
    private static final Map<MechanismType, Hash> WHOLE = new EnumMap<>(MechanismType.class);
    private static final Map<MechanismType, Hash> CUT = new EnumMap<>(MechanismType.class);

    static {
        for (Hash hash : Hash.values()) {
            hash.hmac()
                    .ifPresent(
                            mechanism -> {
                                WHOLE.put(mechanism, hash);
                                CUT.put(MechanismType.valueOf(mechanism.name() + GENERAL), hash);
                            });
        }
    }

    private final Libraries libraries;

    /** Computes with these libraries. */
    public HmacEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        Set<MechanismType> all = java.util.EnumSet.copyOf(WHOLE.keySet());
        all.addAll(CUT.keySet());
        return all;
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        Hash whole = WHOLE.get(mechanism.type());
        if (whole != null) {
            Parameters.none(mechanism);
            return new HmacContext(whole, LibraryKey.of(key), whole.length(), libraries);
        }
        Hash cut = CUT.get(mechanism.type());
        if (cut == null) {
            throw MechanismFamily.cannot(mechanism, "sign");
        }
        int length = Parameters.of(mechanism, MacLength.class).length();
        Parameters.require(
                length >= 1 && length <= cut.length(),
                "an HMAC with "
                        + cut.jcaName()
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
