package io.craton.hsm.engine.pqc;

import io.craton.hsm.engine.common.Attributes;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/** ML-DSA keys (FIPS 204). */
final class MlDsaKeys implements PqcKeys {
    /** The library's name of a set. */
    static MLDSAParameters parameters(PqcSet set) {
        return switch (set) {
            case ML_DSA_44 -> MLDSAParameters.ml_dsa_44;
            case ML_DSA_65 -> MLDSAParameters.ml_dsa_65;
            case ML_DSA_87 -> MLDSAParameters.ml_dsa_87;
            default -> throw new IllegalStateException(set + " is not a set of ML-DSA");
        };
    }

    @Override
    public Pair fromSeed(PqcSet set, byte[] seed) {
        MLDSAPrivateKeyParameters key = new MLDSAPrivateKeyParameters(parameters(set), seed);
        MLDSAPrivateKeyParameters expanded =
                key.getParametersWithFormat(MLDSAPrivateKeyParameters.EXPANDED_KEY);
        return new Pair(expanded.getEncoded(), key.getPublicKey());
    }

    @Override
    public byte[] publicKey(PqcSet set, byte[] privateKey) {
        if (!new MlDsaParts(set, privateKey).areShort()) {
            throw Attributes.invalid("a coefficient of s1 or s2 in the private key is too large");
        }
        byte[] made = new MLDSAPrivateKeyParameters(parameters(set), privateKey).getPublicKey();
        SHAKEDigest shake = new SHAKEDigest(256);
        shake.update(made, 0, made.length);
        byte[] tr = new byte[MlDsaParts.TR_LENGTH];
        shake.doFinal(tr, 0, tr.length);
        int at = MlDsaParts.TR_AT;
        if (!Arrays.equals(tr, Arrays.copyOfRange(privateKey, at, at + tr.length))) {
            throw Attributes.invalid(
                    "tr in the private key is not the digest of its public key, so that its parts do not belong"
                            + " together");
        }
        return made;
    }

    @Override
    public void checkExpanded(PqcSet set, byte[] privateKey, byte[] publicKey) {
        Attributes.require(
                new MlDsaParts(set, privateKey).agreeWith(publicKey),
                "t0 in the private key is not that of rho, s1 and s2");
    }

    // Every string of the right length is the packed form of a key.
    @Override
    public boolean isValidPublic(PqcSet set, byte[] publicKey) {
        return true;
    }
}
