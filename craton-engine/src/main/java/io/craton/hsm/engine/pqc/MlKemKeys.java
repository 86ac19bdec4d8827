package io.craton.hsm.engine.pqc;

import io.craton.hsm.engine.common.Attributes;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;

/** ML-KEM keys (FIPS 203). */
final class MlKemKeys implements PqcKeys {
    private static final int Q = 3329;
    private static final int HASH_LENGTH = 32;
    private static final int RHO_LENGTH = 32;

    /** The library's name of a set. */
    static MLKEMParameters parameters(PqcSet set) {
        return switch (set) {
            case ML_KEM_512 -> MLKEMParameters.ml_kem_512;
            case ML_KEM_768 -> MLKEMParameters.ml_kem_768;
            case ML_KEM_1024 -> MLKEMParameters.ml_kem_1024;
            default -> throw new IllegalStateException(set + " is not a set of ML-KEM");
        };
    }

    @Override
    public Pair fromSeed(PqcSet set, byte[] seed) {
        MLKEMPrivateKeyParameters key = new MLKEMPrivateKeyParameters(parameters(set), seed);
        MLKEMPrivateKeyParameters expanded =
                key.withPreferredFormat(MLKEMPrivateKeyParameters.EXPANDED_KEY);
        return Pair.of(expanded.getEncoded(), key.getPublicKey());
    }

    // The public key is inside the private one, with its hash after it (FIPS 203, section 7.3).
    @Override
    public byte[] publicKey(PqcSet set, byte[] privateKey) {
        int from = privateKey.length - set.publicLength() - 2 * HASH_LENGTH;
        int end = from + set.publicLength();
        byte[] publicKey = Arrays.copyOfRange(privateKey, from, end);
        SHA3Digest sha3 = new SHA3Digest(8 * HASH_LENGTH);
        sha3.update(publicKey, 0, publicKey.length);
        byte[] hash = new byte[HASH_LENGTH];
        sha3.doFinal(hash, 0);
        Attributes.require(
                MessageDigest.isEqual(hash, Arrays.copyOfRange(privateKey, end, end + HASH_LENGTH)),
                "the public key inside the private key is not the one whose hash follows it");
        Attributes.require(
                isReduced(privateKey, from) && isValidPublic(set, publicKey),
                "a coefficient of the private key is not below q");
        return publicKey;
    }

    // The modulus check of FIPS 203, section 7.2: every coefficient is below q.
    @Override
    public boolean isValidPublic(PqcSet set, byte[] publicKey) {
        return isReduced(publicKey, publicKey.length - RHO_LENGTH);
    }

    private static boolean isReduced(byte[] packed, int length) {
        boolean reduced = true;
        for (int at = 0; at + 2 < length; at += 3) {
            int low = (packed[at] & 0xff) | ((packed[at + 1] & 0x0f) << 8);
            int high = ((packed[at + 1] & 0xf0) >> 4) | ((packed[at + 2] & 0xff) << 4);
            reduced &= low < Q;
            reduced &= high < Q;
        }
        return reduced;
    }
}
