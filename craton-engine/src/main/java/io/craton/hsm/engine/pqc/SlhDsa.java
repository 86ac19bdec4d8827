package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.SLHDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.SLHDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.SLHDSAParameters;
import org.bouncycastle.crypto.params.SLHDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.SLHDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.SLHDSASigner;

/**
 * Keys and signatures of SLH-DSA (FIPS 205): the private key is SK.seed, SK.prf, PK.seed and
 * PK.root.
 */
final class SlhDsa implements PqcScheme {
    private final Libraries libraries;

    SlhDsa(Libraries libraries) {
        this.libraries = libraries;
    }

    /** The library's name of a set. */
    private static SLHDSAParameters parameters(PqcSet set) {
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

    /** SK.seed, SK.prf and PK.seed. */
    @Override
    public byte[] newSeed(PqcSet set, Libraries libraries) {
        int n = set.publicLength() / 2;
        byte[] skSeed = libraries.randomBytes(n);
        byte[] skPrf = libraries.randomBytes(n);
        byte[] seed = ByteArrays.join(skSeed, skPrf, libraries.randomBytes(n));
        ByteArrays.wipe(skSeed, skPrf);
        return seed;
    }

    @Override
    public Pair fromSeed(PqcSet set, byte[] seed) {
        int n = seed.length / 3;
        byte[] skSeed = Arrays.copyOf(seed, n);
        byte[] skPrf = Arrays.copyOfRange(seed, n, 2 * n);
        byte[] pkSeed = Arrays.copyOfRange(seed, 2 * n, 3 * n);
        SLHDSAKeyPairGenerator generator = new SLHDSAKeyPairGenerator();
        generator.init(new SLHDSAKeyGenerationParameters(libraries.random(), parameters(set)));
        AsymmetricCipherKeyPair pair =
                Guard.call(
                        "the key pair cannot be generated",
                        () -> generator.internalGenerateKeyPair(skSeed, skPrf, pkSeed));
        SLHDSAPrivateKeyParameters privateKey = (SLHDSAPrivateKeyParameters) pair.getPrivate();
        SLHDSAPublicKeyParameters publicKey = (SLHDSAPublicKeyParameters) pair.getPublic();
        Pair made = Pair.of(privateKey.getEncoded(), publicKey.getEncoded());
        // The key of the library has these very arrays.
        ByteArrays.wipe(skSeed, skPrf);
        return made;
    }

    // Whether PK.root belongs to the seeds is not checked: it costs as much as a key generation,
    // seconds for some sets. The first signature of a loaded key shows it.
    @Override
    public byte[] publicKey(PqcSet set, byte[] privateKey) {
        return Arrays.copyOfRange(privateKey, privateKey.length / 2, privateKey.length);
    }

    @Override
    public byte[] sign(PqcSet set, KeyMaterial key, Messages form, byte[] message) {
        SLHDSAPrivateKeyParameters parsed =
                Secrets.use(
                        SecretAccess.READ,
                        key,
                        value -> new SLHDSAPrivateKeyParameters(parameters(set), value));
        byte[] publicSeed = parsed.getPublicSeed();
        byte[] random =
                form.deterministic() ? publicSeed : libraries.randomBytes(publicSeed.length);
        byte[] formatted = form.format(message);
        byte[] signature = new Internal().sign(parsed, formatted, random);
        key.engineKey(FirstSignature.class, FirstSignature::new)
                .require(() -> isValid(parsed, formatted, signature));
        return signature;
    }

    private static boolean isValid(
            SLHDSAPrivateKeyParameters key, byte[] formatted, byte[] signature) {
        SLHDSAPublicKeyParameters publicKey =
                new SLHDSAPublicKeyParameters(key.getParameters(), key.getEncodedPublicKey());
        return new Internal().verify(publicKey, formatted, signature);
    }

    @Override
    public boolean verify(
            PqcSet set, KeyMaterial key, Messages form, byte[] message, byte[] signature) {
        SLHDSAPublicKeyParameters parsed =
                key.engineKey(SLHDSAPublicKeyParameters.class, () -> publicKey(set, key));
        return new Internal().verify(parsed, form.format(message), signature);
    }

    private static SLHDSAPublicKeyParameters publicKey(PqcSet set, KeyMaterial key) {
        return new SLHDSAPublicKeyParameters(
                parameters(set), key.component(AttributeType.CKA_VALUE));
    }

    /**
     * What tells whether the parts of a private key belong together, which is too dear to compute
     * at import: its first signature since it was loaded is verified before it leaves.
     */
    private static final class FirstSignature {
        private volatile boolean verified;

        void require(BooleanSupplier valid) {
            if (verified) {
                return;
            }
            if (!valid.getAsBoolean()) {
                throw new HsmException(
                        ReturnCode.CKR_FUNCTION_FAILED,
                        "the signature does not verify with the public key inside the private key: the parts of the"
                                + " private key do not belong together; import it again from a sound copy");
            }
            verified = true;
        }
    }

    // The internal functions of FIPS 205 (algorithms 19 and 20).
    private static final class Internal extends SLHDSASigner {
        byte[] sign(SLHDSAPrivateKeyParameters key, byte[] formatted, byte[] random) {
            init(true, key);
            return internalGenerateSignature(formatted, random);
        }

        boolean verify(SLHDSAPublicKeyParameters key, byte[] formatted, byte[] signature) {
            init(false, key);
            return internalVerifySignature(formatted, signature);
        }
    }
}
