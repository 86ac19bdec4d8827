package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Digests;
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
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** ML-DSA and HashML-DSA (FIPS 204; PKCS#11 v3.2, section 6.67). */
public final class MlDsaEngine implements MechanismFamily {

    private final Libraries libraries;
    private final JcaMlDsa jca;
    private final PqcKeyCodec codec = new PqcKeyCodec(KeyType.CKK_ML_DSA, new MlDsaKeys());

    /** Computes with these libraries. */
    public MlDsaEngine(Libraries libraries) {
        this.libraries = libraries;
        this.jca = new JcaMlDsa(libraries);
    }

    /** How its keys are read and written. */
    public KeyCodec codec() {
        return codec;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(
                Set.of(DigestUse.HASH_ML_DSA),
                MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                MechanismType.CKM_ML_DSA,
                MechanismType.CKM_HASH_ML_DSA);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        PqcSet set = PqcSet.of(KeyType.CKK_ML_DSA, publicTemplate);
        return codec.fromSeed(set, libraries.randomBytes(set.seedLength()));
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages messages = Messages.of(mechanism, MechanismType.CKM_HASH_ML_DSA);
        return Signing.sign(
                messages.input(libraries),
                set.outputLength(),
                message -> {
                    if (messages.isPlain() && jca.available(messages.deterministic())) {
                        return jca.sign(set, key, message, messages.deterministic());
                    }
                    byte[] random =
                            messages.deterministic() ? new byte[32] : libraries.randomBytes(32);
                    return new Internal()
                            .sign(privateKey(set, key), messages.format(message), random);
                });
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        PqcSet set = PqcSet.of(key);
        Messages messages = Messages.of(mechanism, MechanismType.CKM_HASH_ML_DSA);
        return Signing.verify(
                messages.input(libraries),
                set.outputLength(),
                (message, signature) -> {
                    if (messages.isPlain() && jca.available(false)) {
                        return jca.verify(set, key, message, signature);
                    }
                    return new Internal()
                            .verify(publicKey(set, key), messages.format(message), signature);
                });
    }

    private static MLDSAPrivateKeyParameters privateKey(PqcSet set, KeyMaterial key) {
        return Secrets.use(
                key, value -> new MLDSAPrivateKeyParameters(MlDsaKeys.parameters(set), value));
    }

    private static MLDSAPublicKeyParameters publicKey(PqcSet set, KeyMaterial key) {
        return key.engineKey(
                MLDSAPublicKeyParameters.class,
                () ->
                        new MLDSAPublicKeyParameters(
                                MlDsaKeys.parameters(set), key.component(AttributeType.CKA_VALUE)));
    }

    // The internal functions of FIPS 204 (algorithms 7 and 8), to which the library adds context
    // and hash itself
    // only for some of the hashes.
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
