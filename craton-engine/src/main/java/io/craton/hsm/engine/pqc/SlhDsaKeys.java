package io.craton.hsm.engine.pqc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import org.bouncycastle.crypto.params.SLHDSAParameters;

/** SLH-DSA keys (FIPS 205): the private key is SK.seed, SK.prf, PK.seed and PK.root. */
final class SlhDsaKeys implements PqcKeys {
    /** The library's name of a set. */
    static SLHDSAParameters parameters(PqcSet set) {
        return switch (set) {
            case SLH_DSA_SHA2_128S -> SLHDSAParameters.sha2_128s;
            case SLH_DSA_SHA2_128F -> SLHDSAParameters.sha2_128f;
            case SLH_DSA_SHA2_192S -> SLHDSAParameters.sha2_192s;
            case SLH_DSA_SHA2_192F -> SLHDSAParameters.sha2_192f;
            case SLH_DSA_SHA2_256S -> SLHDSAParameters.sha2_256s;
            case SLH_DSA_SHA2_256F -> SLHDSAParameters.sha2_256f;
            case SLH_DSA_SHAKE_128S -> SLHDSAParameters.shake_128s;
            case SLH_DSA_SHAKE_128F -> SLHDSAParameters.shake_128f;
            case SLH_DSA_SHAKE_192S -> SLHDSAParameters.shake_192s;
            case SLH_DSA_SHAKE_192F -> SLHDSAParameters.shake_192f;
            case SLH_DSA_SHAKE_256S -> SLHDSAParameters.shake_256s;
            case SLH_DSA_SHAKE_256F -> SLHDSAParameters.shake_256f;
            default -> throw new IllegalStateException(set + " is not a set of SLH-DSA");
        };
    }

    @Override
    public Pair fromSeed(PqcSet set, byte[] seed) {
        throw new HsmException(ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, "an SLH-DSA key has no seed");
    }

    // Whether PK.root belongs to the seeds is not checked: it costs as much as a key generation,
    // seconds for some sets. The first signature of a loaded key shows it: see SlhDsaEngine.
    @Override
    public byte[] publicKey(PqcSet set, byte[] privateKey) {
        return Arrays.copyOfRange(privateKey, privateKey.length / 2, privateKey.length);
    }

    @Override
    public boolean isValidPublic(PqcSet set, byte[] publicKey) {
        return true;
    }
}
