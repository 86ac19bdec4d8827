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
import io.craton.hsm.engine.common.Bytes;
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
import java.util.Arrays;
import java.util.Set;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.util.BigIntegers;

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
        BigInteger n = EcDomains.of(curve).getN();
        // Uniform in 1..n-1 by rejection (FIPS 186-5, A.2.2).
        BigInteger d =
                BigIntegers.createRandomInRange(
                        BigInteger.ONE, n.subtract(BigInteger.ONE), libraries.random());
        KeyMaterial privateKey =
                EcKeys.privateMaterial(ecParams, curve, d, SignatureForm.of(privateTemplate));
        return new KeyPairMaterial(
                EcKeys.publicMaterial(ecParams, EcKeys.publicPoint(EcKeys.privateKey(privateKey))),
                privateKey);
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial material) {
        EcKeys.Private key = EcKeys.privateKey(material);
        return Signing.sign(
                input(mechanism),
                2 * key.curve().privateLength(),
                digest -> {
                    requireDigest(digest);
                    return SignatureForm.finished(
                            material.components(), key.curve(), sign(mechanism, key, digest));
                });
    }

    private byte[] sign(Mechanism mechanism, EcKeys.Private key, byte[] digest) {
        boolean deterministic = SignatureForm.isDeterministic(key.material().components());
        if (!deterministic && useJca(key.curve(), digest)) {
            return JcaEcdsa.sign(key, digest, libraries);
        }
        ECDSASigner signer;
        if (deterministic) {
            signer =
                    SignatureForm.deterministic(
                            Digests.inside(mechanism.type(), DigestUse.ECDSA), digest.length);
            signer.init(true, key.key());
        } else {
            signer = new ECDSASigner();
            signer.init(true, new ParametersWithRandom(key.key(), libraries.random()));
        }
        BigInteger[] signature = signer.generateSignature(digest);
        int length = key.curve().privateLength();
        return Bytes.join(Bytes.fixed(signature[0], length), Bytes.fixed(signature[1], length));
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial material) {
        EcKeys.Public key = EcKeys.publicKey(material);
        int length = key.curve().privateLength();
        return Signing.verify(
                input(mechanism),
                2,
                2 * length,
                (digest, signature) -> {
                    requireDigest(digest);
                    if (signature.length % 2 != 0) {
                        throw new HsmException(
                                ReturnCode.CKR_SIGNATURE_LEN_RANGE,
                                "an ECDSA signature has an even length");
                    }
                    int half = signature.length / 2;
                    BigInteger r = Bytes.number(Arrays.copyOf(signature, half));
                    BigInteger s =
                            Bytes.number(Arrays.copyOfRange(signature, half, signature.length));
                    return verify(key, digest, r, s);
                });
    }

    private boolean verify(EcKeys.Public key, byte[] digest, BigInteger r, BigInteger s) {
        Curve curve = key.curve();
        BigInteger n = EcDomains.of(curve).getN();
        if (r.signum() == 0 || s.signum() == 0 || r.compareTo(n) >= 0 || s.compareTo(n) >= 0) {
            return false;
        }
        if (useJca(curve, digest)) {
            return JcaEcdsa.verify(key, digest, r, s, libraries);
        }
        ECDSASigner signer = new ECDSASigner();
        signer.init(false, key.key());
        return signer.verifySignature(digest, r, s);
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
