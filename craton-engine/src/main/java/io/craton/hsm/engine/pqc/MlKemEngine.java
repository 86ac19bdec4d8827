package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.util.Set;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * ML-KEM (FIPS 203). A damaged ciphertext of the right length gives another secret, not an error:
 * that is how the mechanism rejects.
 */
public final class MlKemEngine implements MechanismFamily {
    private static final int SECRET_LENGTH = 32;

    private final Libraries libraries;
    private final PqcKeyCodec codec = new PqcKeyCodec(KeyType.CKK_ML_KEM, new MlKemKeys());

    /** Computes with these libraries. */
    public MlKemEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    /** How its keys are read and written. */
    public KeyCodec codec() {
        return codec;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, MechanismType.CKM_ML_KEM);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return codec.generate(mechanism, publicTemplate, libraries);
    }

    @Override
    public EncapsulatedKey encapsulate(
            Mechanism mechanism, KeyMaterial publicKey, Template template) {
        Parameters.none(mechanism);
        DerivedKey shape = DerivedKey.of(template);
        MLKEMPublicKeyParameters key =
                publicKey.engineKey(MLKEMPublicKeyParameters.class, () -> parsed(publicKey));
        byte[] random = libraries.randomBytes(SECRET_LENGTH);
        SecretWithEncapsulation result =
                Guard.call(
                        "the encapsulation failed",
                        () -> MLKEMGenerator.internalGenerateEncapsulated(key, random));
        byte[] ciphertext = result.getEncapsulation();
        return new EncapsulatedKey(
                ciphertext, shape.fromHead(result.getSecret(), shape.lengthOr(SECRET_LENGTH)));
    }

    private static MLKEMPublicKeyParameters parsed(KeyMaterial publicKey) {
        return new MLKEMPublicKeyParameters(
                MlKemKeys.parameters(PqcSet.of(publicKey)),
                publicKey.component(AttributeType.CKA_VALUE));
    }

    @Override
    public int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey) {
        return PqcSet.of(publicKey).outputLength();
    }

    @Override
    public KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext) {
        Parameters.none(mechanism);
        DerivedKey shape = DerivedKey.of(template);
        PqcSet set = PqcSet.of(privateKey);
        if (ciphertext.length != set.outputLength()) {
            throw new HsmException(
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE,
                    "a ciphertext of "
                            + set.standardName()
                            + " has "
                            + set.outputLength()
                            + " bytes, not "
                            + ciphertext.length);
        }
        MLKEMPrivateKeyParameters key =
                Secrets.use(
                        SecretAccess.READ,
                        privateKey,
                        value -> new MLKEMPrivateKeyParameters(MlKemKeys.parameters(set), value));
        byte[] secret =
                Guard.call(
                        "the decapsulation failed",
                        () -> new MLKEMExtractor(key).extractSecret(ciphertext));
        return shape.fromHead(secret, shape.lengthOr(SECRET_LENGTH));
    }
}
