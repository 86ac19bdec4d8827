package io.craton.hsm.engine.cipher;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.LibraryKey;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.Set;

/** The MACs made of block ciphers: CMAC, whole or cut, and GMAC. */
public final class CipherMacs implements MechanismFamily {
    private final Libraries libraries;
    private final GcmCiphers gcm;

    /** Computes with these libraries. */
    public CipherMacs(Libraries libraries) {
        this.libraries = libraries;
        this.gcm = new GcmCiphers(libraries);
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(
                MechanismType.CKM_AES_CMAC,
                MechanismType.CKM_AES_CMAC_GENERAL,
                MechanismType.CKM_AES_GMAC,
                MechanismType.CKM_DES3_CMAC,
                MechanismType.CKM_DES3_CMAC_GENERAL);
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial material) {
        LibraryKey key = LibraryKey.of(material);
        if (mechanism.type() == MechanismType.CKM_AES_GMAC) {
            return gcm.gmac(key, Parameters.of(mechanism, Gcm.class));
        }
        BlockCipher blockCipher = BlockCipher.of(key, libraries);
        return new CmacContext(blockCipher, length(mechanism, blockCipher.block()));
    }

    private static int length(Mechanism mechanism, int block) {
        if (mechanism.type() == MechanismType.CKM_AES_CMAC
                || mechanism.type() == MechanismType.CKM_DES3_CMAC) {
            Parameters.none(mechanism);
            return block;
        }
        int length = Parameters.of(mechanism, MacLength.class).length();
        Parameters.require(
                length >= 1 && length <= block,
                "this CMAC has 1 to " + block + " bytes, not " + length);
        return length;
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        return Signing.verifyByMaking(sign(mechanism, key));
    }
}
