package io.craton.hsm.core.engine.pqc;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;

/** ML-DSA keys (FIPS 204). */
final class MlDsaKeys implements PqcKeys {
    // Where tr, the digest of the public key, is in the private key: after rho and K.
    private static final int TR_AT = 64;
    private static final int TR_LENGTH = 64;
    private static final int COEFFICIENTS = 256;

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
        if (!isShort(set, privateKey)) {
            throw invalid();
        }
        byte[] made = new MLDSAPrivateKeyParameters(parameters(set), privateKey).getPublicKey();
        SHAKEDigest shake = new SHAKEDigest(256);
        shake.update(made, 0, made.length);
        byte[] tr = new byte[TR_LENGTH];
        shake.doFinal(tr, 0, TR_LENGTH);
        if (!Arrays.equals(tr, Arrays.copyOfRange(privateKey, TR_AT, TR_AT + TR_LENGTH))) {
            throw invalid();
        }
        return made;
    }

    private static HsmException invalid() {
        return new HsmException(
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID, "the private key is not valid in itself");
    }

    // FIPS 204, algorithm 25 (skDecode): a coefficient of s1 or s2 is packed as eta less its value,
    // in
    // 3 bits for an eta of 2 and in 4 for one of 4, and some strings of bits are none.
    private static boolean isShort(PqcSet set, byte[] privateKey) {
        int polynomials =
                switch (set) {
                    case ML_DSA_44 -> 4 + 4;
                    case ML_DSA_65 -> 5 + 6;
                    case ML_DSA_87 -> 7 + 8;
                    default -> throw new IllegalStateException(set + " is not a set of ML-DSA");
                };
        int eta = set == PqcSet.ML_DSA_65 ? 4 : 2;
        int width = set == PqcSet.ML_DSA_65 ? 4 : 3;
        int mask = (1 << width) - 1;
        boolean inRange = true;
        for (int i = 0; i < polynomials * COEFFICIENTS; i++) {
            int bit = i * width;
            int at = TR_AT + TR_LENGTH + bit / 8;
            // The last coefficient ends with its byte, so the one after it, of t0, does no harm.
            int both = (privateKey[at] & 0xff) | ((privateKey[at + 1] & 0xff) << 8);
            inRange &= ((both >>> (bit % 8)) & mask) <= 2 * eta;
        }
        return inRange;
    }

    // Every string of the right length is the packed form of a key.
    @Override
    public boolean isValidPublic(PqcSet set, byte[] publicKey) {
        return true;
    }
}
