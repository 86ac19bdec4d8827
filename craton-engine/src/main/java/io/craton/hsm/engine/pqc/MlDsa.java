package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** Keys and signatures of ML-DSA (FIPS 204). */
final class MlDsa implements PqcScheme {
    private static final int RANDOM_LENGTH = 32;

    private final Libraries libraries;
    private final JcaMlDsa jca;

    MlDsa(Libraries libraries) {
        this.libraries = libraries;
        this.jca = new JcaMlDsa(libraries);
    }

    /** The library's name of a set. */
    private static MLDSAParameters parameters(PqcSet set) {
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
        return Pair.of(expanded.getEncoded(), key.getPublicKey());
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

    @Override
    public byte[] sign(PqcSet set, KeyMaterial key, Messages form, byte[] message) {
        if (form.isPlain() && jca.available(form.deterministic())) {
            return jca.sign(set, key, message, form.deterministic());
        }
        byte[] random =
                form.deterministic()
                        ? new byte[RANDOM_LENGTH]
                        : libraries.randomBytes(RANDOM_LENGTH);
        MLDSAPublicKeyParameters half =
                Guard.call(
                        "the ML-DSA key cannot be read",
                        () -> MlDsaKey.of(key).half().get(() -> publicHalf(set, key)));
        MLDSAPrivateKeyParameters parsed =
                Secrets.use(SecretAccess.READ, key, value -> parsed(set, value, half));
        return new Internal().sign(parsed, form.format(message), random);
    }

    /**
     * A private key put together from its parts: from the whole of it the library would compute the
     * high bits of t anew, which costs as much as a third of a signature.
     */
    private static MLDSAPrivateKeyParameters parsed(
            PqcSet set, byte[] value, MLDSAPublicKeyParameters half) {
        byte[][] parts = new MlDsaParts(set, value).split();
        try {
            return new MLDSAPrivateKeyParameters(
                    parameters(set),
                    parts[0],
                    parts[1],
                    parts[2],
                    parts[3],
                    parts[4],
                    parts[5],
                    half.getT1());
        } finally {
            ByteArrays.wipe(parts);
        }
    }

    /** The public key that belongs to a private key. */
    private static MLDSAPublicKeyParameters publicHalf(PqcSet set, KeyMaterial key) {
        return Secrets.use(
                SecretAccess.READ,
                key,
                value ->
                        new MLDSAPrivateKeyParameters(parameters(set), value)
                                .getPublicKeyParameters());
    }

    @Override
    public boolean verify(
            PqcSet set, KeyMaterial key, Messages form, byte[] message, byte[] signature) {
        if (form.isPlain() && jca.available(false)) {
            return jca.verify(set, key, message, signature);
        }
        MLDSAPublicKeyParameters parsed =
                key.engineKey(MLDSAPublicKeyParameters.class, () -> publicKey(set, key));
        return new Internal().verify(parsed, form.format(message), signature);
    }

    private static MLDSAPublicKeyParameters publicKey(PqcSet set, KeyMaterial key) {
        return new MLDSAPublicKeyParameters(
                parameters(set), key.component(AttributeType.CKA_VALUE));
    }

    // The internal functions of FIPS 204 (algorithms 7 and 8), to which the library adds context
    // and hash itself only for some of the hashes.
    private static final class Internal extends MLDSASigner {
        byte[] sign(MLDSAPrivateKeyParameters key, byte[] formatted, byte[] random) {
            init(true, key);
            return internalGenerateSignature(formatted, random);
        }

        boolean verify(MLDSAPublicKeyParameters key, byte[] formatted, byte[] signature) {
            init(false, key);
            return internalVerifySignature(formatted, signature);
        }
    }
}
