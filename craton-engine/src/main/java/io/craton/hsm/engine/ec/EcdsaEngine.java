package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.MessageInput;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * Key pairs and ECDSA over Weierstrass curves (PKCS#11 v3.2, section 6.3); signatures are r and s
 * side by side.
 */
public final class EcdsaEngine implements MechanismFamily {
    // The longest "digest" that CKM_ECDSA takes, in bytes; only as many bits as the order has are
    // used.
    private static final int MAX_RAW = 512;

    private final Libraries libraries;

    /** Computes with these libraries. */
    public EcdsaEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Digests.mechanisms(
                Set.of(DigestUse.ECDSA),
                MechanismType.CKM_EC_KEY_PAIR_GEN,
                MechanismType.CKM_ECDSA);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        byte[] ecParams = Attributes.required(publicTemplate, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(ecParams);
        BigInteger d = Weierstrass.of(curve).newPrivateKey(libraries.random());
        KeyMaterial privateKey =
                EcKeys.privateMaterial(ecParams, curve, d, SignatureForm.of(privateTemplate));
        return new KeyPairMaterial(
                EcKeys.publicMaterial(ecParams, EcKeys.privateKey(privateKey).publicPoint()),
                privateKey);
    }

    /** The length of the digest, which is not known yet, says which of these it is. */
    @Override
    public List<Mechanism> alsoComputes(Mechanism mechanism, KeyMaterial key) {
        boolean chosenByLength =
                mechanism.type() == MechanismType.CKM_ECDSA
                        && SignatureForm.isDeterministic(key.components());
        return chosenByLength ? SignatureForm.HASHES : List.of();
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial material) {
        EcKeys.Private key = EcKeys.privateKey(material);
        int length = 2 * key.curve().privateLength();
        return Signing.sign(input(mechanism), length, digest -> finished(mechanism, key, digest));
    }

    private byte[] finished(Mechanism mechanism, EcKeys.Private key, byte[] digest) {
        requireDigest(digest);
        byte[] signature = sign(mechanism, key, digest);
        return SignatureForm.finished(key.material().components(), key.curve(), signature);
    }

    private byte[] sign(Mechanism mechanism, EcKeys.Private key, byte[] digest) {
        if (SignatureForm.isDeterministic(key.material().components())) {
            Digest inside = Digests.inside(mechanism.type(), DigestUse.ECDSA);
            Digest hash = SignatureForm.hash(inside, digest.length);
            return key.group().sign(key.d(), digest, hash);
        }
        if (useJca(key.curve(), digest)) {
            return JcaEcdsa.sign(key, digest, libraries);
        }
        return key.group().sign(key.d(), digest, libraries.random());
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial material) {
        EcKeys.Public key = EcKeys.publicKey(material);
        int length = key.curve().privateLength();
        return Signing.verify(
                input(mechanism),
                2,
                2 * length,
                (digest, signature) -> verify(key, digest, signature));
    }

    private boolean verify(EcKeys.Public key, byte[] digest, byte[] signature) {
        requireDigest(digest);
        if (signature.length % 2 != 0) {
            throw new HsmException(
                    ReturnCode.CKR_SIGNATURE_LEN_RANGE, "an ECDSA signature has an even length");
        }
        int half = signature.length / 2;
        Weierstrass group = Weierstrass.of(key.curve());
        BigInteger r = new BigInteger(1, signature, 0, half);
        BigInteger s = new BigInteger(1, signature, half, half);
        if (!isInRange(r, group.order()) || !isInRange(s, group.order())) {
            return false;
        }
        return useJca(key.curve(), digest)
                ? JcaEcdsa.verify(key, digest, signature, libraries)
                : group.verify(key.point(), digest, r, s);
    }

    private static boolean isInRange(BigInteger value, BigInteger order) {
        return value.signum() > 0 && value.compareTo(order) < 0;
    }

    // The JCA's signature without digest takes no more than 64 bytes in some libraries.
    private boolean useJca(Curve curve, byte[] digest) {
        return curve.inJdk()
                && digest.length <= 64
                && libraries.library(Primitive.EC_NIST) != Library.BC;
    }

    private MessageInput input(Mechanism mechanism) {
        Parameters.none(mechanism);
        Digest hash = Digests.inside(mechanism.type(), DigestUse.ECDSA);
        return hash == null
                ? MessageInput.buffer(MAX_RAW)
                : MessageInput.digest(libraries.digest(hash));
    }

    private static void requireDigest(byte[] digest) {
        if (digest.length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE, "CKM_ECDSA signs a digest, and there is none");
        }
    }
}
