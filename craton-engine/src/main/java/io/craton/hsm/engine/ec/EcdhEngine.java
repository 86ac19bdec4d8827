package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.DerivedKey;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/**
 * Diffie-Hellman over curves (PKCS#11 v3.2, section 6.3): derivation, and encapsulation with an
 * ephemeral key. The secret is used raw, or through the derivation functions of X9.63 and SP
 * 800-56A.
 */
public final class EcdhEngine implements MechanismFamily {
    private static final byte[] NONE = {};

    private final Libraries libraries;
    private final Agreement agreement;

    /** Computes with these libraries. */
    public EcdhEngine(Libraries libraries) {
        this.libraries = libraries;
        this.agreement = new Agreement(libraries);
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_ECDH1_DERIVE, MechanismType.CKM_ECDH1_COFACTOR_DERIVE);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        Ecdh1Derive parameters = parameters(mechanism);
        return derive(parameters, baseKey, template, parameters.publicData());
    }

    @Override
    public EncapsulatedKey encapsulate(
            Mechanism mechanism, KeyMaterial publicKey, Template template) {
        Ecdh1Derive parameters = encapsulation(mechanism);
        byte[] peer = publicKey.component(AttributeType.CKA_EC_POINT);
        KeyMaterial ephemeral = ephemeral(publicKey);
        try {
            KeyMaterial key = derive(parameters, ephemeral, template, peer);
            return new EncapsulatedKey(rawPoint(ephemeral), key);
        } finally {
            ephemeral.close();
        }
    }

    @Override
    public int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey) {
        if (publicKey.keyType() == KeyType.CKK_EC) {
            int coordinate = (EcKeys.curve(publicKey).fieldBits() + 7) / 8;
            return 1 + 2 * coordinate;
        }
        return Rfc8410KeyCodec.curve(publicKey).privateLength();
    }

    @Override
    public KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext) {
        return derive(encapsulation(mechanism), privateKey, template, ciphertext);
    }

    private KeyMaterial ephemeral(KeyMaterial publicKey) {
        byte[] ecParams = publicKey.component(AttributeType.CKA_EC_PARAMS);
        if (publicKey.keyType() == KeyType.CKK_EC) {
            Curve curve = CurveParams.of(ecParams);
            BigInteger d = Weierstrass.of(curve).newPrivateKey(libraries.random());
            return EcKeys.privateMaterial(ecParams, curve, d, Template.empty());
        }
        Curve curve = Rfc8410KeyCodec.curve(publicKey);
        return Rfc8410KeyCodec.privateMaterial(
                ecParams, curve, libraries.randomBytes(curve.privateLength()));
    }

    private static byte[] rawPoint(KeyMaterial privateKey) {
        return privateKey.keyType() == KeyType.CKK_EC
                ? EcKeys.privateKey(privateKey).publicPoint().encoded()
                : Rfc8410Keys.privateKey(privateKey).publicKey();
    }

    private static Ecdh1Derive encapsulation(Mechanism mechanism) {
        Ecdh1Derive parameters = parameters(mechanism);
        Parameters.require(
                parameters.publicData().length == 0,
                "in an encapsulation the other party is the key, not the parameter");
        return parameters;
    }

    private static Ecdh1Derive parameters(Mechanism mechanism) {
        Ecdh1Derive parameters = Parameters.of(mechanism, Ecdh1Derive.class);
        Parameters.require(
                parameters.kdf() != Kdf.CKD_NULL || sharedData(parameters).length == 0,
                "CKD_NULL takes no shared data");
        return parameters;
    }

    private static byte[] sharedData(Ecdh1Derive parameters) {
        byte[] data = parameters.sharedData();
        return data == null ? NONE : data;
    }

    // The raw secret loses bytes at its leading end; a derivation function makes as many as are
    // wanted.
    private KeyMaterial derive(
            Ecdh1Derive parameters, KeyMaterial baseKey, Template template, byte[] peer) {
        DerivedKey shape = DerivedKey.of(template);
        if (parameters.kdf().hash() == null) {
            byte[] secret = agreement.secret(baseKey, peer);
            return shape.fromTail(secret, shape.lengthOr(secret.length));
        }
        int length = shape.requiredLength();
        byte[] secret = agreement.secret(baseKey, peer);
        byte[] key = concatenationKdf(parameters, secret, length);
        ByteArrays.wipe(secret);
        return shape.fromHead(key, length);
    }

    private byte[] concatenationKdf(Ecdh1Derive parameters, byte[] secret, int length) {
        Digest hash = Digests.of(Objects.requireNonNull(parameters.kdf().hash()));
        MessageDigest digest = libraries.digest(hash);
        int blocks = (length + hash.length() - 1) / hash.length();
        byte[] result = new byte[blocks * hash.length()];
        for (int i = 1; i <= blocks; i++) {
            byte[] counter = {(byte) (i >>> 24), (byte) (i >>> 16), (byte) (i >>> 8), (byte) i};
            digest.update(parameters.kdf().sp800() ? counter : secret);
            digest.update(parameters.kdf().sp800() ? secret : counter);
            byte[] block = digest.digest(sharedData(parameters));
            System.arraycopy(block, 0, result, (i - 1) * block.length, block.length);
            ByteArrays.wipe(block);
        }
        digest.reset();
        return result;
    }
}
