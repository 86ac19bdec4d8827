package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.SLHDSAKeyPairGenerator;
import org.bouncycastle.crypto.params.SLHDSAKeyGenerationParameters;
import org.bouncycastle.crypto.params.SLHDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.SLHDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.SLHDSASigner;

/** SLH-DSA and HashSLH-DSA (FIPS 205; PKCS#11 v3.2). */
public final class SlhDsaEngine implements MechanismFamily {

    private final Libraries libraries;
    private final PqcKeyCodec codec = new PqcKeyCodec(KeyType.CKK_SLH_DSA, new SlhDsaKeys());

    /** Computes with these libraries. */
    public SlhDsaEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    /** How its keys are read and written. */
    public KeyCodec codec() {
        return codec;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(
                Set.of(DigestUse.HASH_SLH_DSA),
                MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN,
                MechanismType.CKM_SLH_DSA,
                MechanismType.CKM_HASH_SLH_DSA);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        PqcSet set = PqcSet.of(KeyType.CKK_SLH_DSA, publicTemplate);
        SLHDSAKeyPairGenerator generator = new SLHDSAKeyPairGenerator();
        generator.init(
                new SLHDSAKeyGenerationParameters(libraries.random(), SlhDsaKeys.parameters(set)));
        AsymmetricCipherKeyPair pair =
                Guard.call("the key pair cannot be generated", generator::generateKeyPair);
        SLHDSAPrivateKeyParameters privateKey = (SLHDSAPrivateKeyParameters) pair.getPrivate();
        SLHDSAPublicKeyParameters publicKey = (SLHDSAPublicKeyParameters) pair.getPublic();
        return new KeyPairMaterial(
                PqcKeyCodec.publicMaterial(set, publicKey.getEncoded()),
                PqcKeyCodec.privateMaterial(set, null, privateKey.getEncoded()));
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages messages = Messages.of(mechanism, MechanismType.CKM_HASH_SLH_DSA);
        return Signing.sign(
                messages.input(libraries),
                set.outputLength(),
                message -> sign(key, messages, messages.format(message)));
    }

    private byte[] sign(KeyMaterial key, Messages messages, byte[] formatted) {
        SLHDSAPrivateKeyParameters parsed =
                Secrets.use(
                        key,
                        value ->
                                new SLHDSAPrivateKeyParameters(
                                        SlhDsaKeys.parameters(PqcSet.of(key)), value));
        byte[] publicSeed = parsed.getPublicSeed();
        byte[] random =
                messages.deterministic() ? publicSeed : libraries.randomBytes(publicSeed.length);
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

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages messages = Messages.of(mechanism, MechanismType.CKM_HASH_SLH_DSA);
        SLHDSAPublicKeyParameters parsed =
                key.engineKey(
                        SLHDSAPublicKeyParameters.class,
                        () ->
                                new SLHDSAPublicKeyParameters(
                                        SlhDsaKeys.parameters(set),
                                        key.component(AttributeType.CKA_VALUE)));
        return Signing.verify(
                messages.input(libraries),
                set.outputLength(),
                (message, signature) ->
                        new Internal().verify(parsed, messages.format(message), signature));
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
