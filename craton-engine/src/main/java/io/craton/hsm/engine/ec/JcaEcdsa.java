package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.spi.der.EcdsaDer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;

/** ECDSA and ECDH over NIST's curves in a library that is reached through the JCA. */
final class JcaEcdsa {
    private static final String ALGORITHM = "NONEwithECDSA";

    private JcaEcdsa() {}

    static byte[] sign(EcKeys.Private key, byte[] digest, Libraries libraries) {
        return Guard.call("the ECDSA signature failed", () -> signed(key, digest, libraries));
    }

    private static byte[] signed(EcKeys.Private key, byte[] digest, Libraries libraries)
            throws Exception {
        Signature signature = signature(libraries);
        signature.initSign(privateKey(key, libraries), libraries.random());
        signature.update(digest);
        int length = key.curve().privateLength();
        return EcdsaDer.decode(signature.sign(), length).orElseThrow();
    }

    private static Signature signature(Libraries libraries) throws GeneralSecurityException {
        return Signature.getInstance(ALGORITHM, provider(libraries, "Signature", ALGORITHM));
    }

    /**
     * @param plain r and s, of equal length
     */
    static boolean verify(EcKeys.Public key, byte[] digest, byte[] plain, Libraries libraries) {
        return Guard.call(
                "the ECDSA verification failed", () -> isValid(key, digest, plain, libraries));
    }

    private static boolean isValid(
            EcKeys.Public key, byte[] digest, byte[] plain, Libraries libraries) throws Exception {
        Signature signature = signature(libraries);
        signature.initVerify(publicKey(key, libraries));
        signature.update(digest);
        try {
            return signature.verify(EcdsaDer.encode(plain));
        } catch (SignatureException e) {
            // Libraries say "not valid" in this way, too.
            return false;
        }
    }

    static PrivateKey privateKey(EcKeys.Private key, Libraries libraries) throws Exception {
        KeyFactory factory = factory(libraries);
        return key.jca()
                .get(
                        libraries.keepsKeysOutsideHeap(factory.getProvider()),
                        () -> factory.generatePrivate(privateSpec(key, libraries)));
    }

    private static ECPrivateKeySpec privateSpec(EcKeys.Private key, Libraries libraries)
            throws GeneralSecurityException {
        return new ECPrivateKeySpec(key.d(), spec(key.curve(), libraries));
    }

    static PublicKey publicKey(EcKeys.Public key, Libraries libraries) throws Exception {
        return key.jca().get(() -> factory(libraries).generatePublic(publicSpec(key, libraries)));
    }

    private static ECPublicKeySpec publicSpec(EcKeys.Public key, Libraries libraries)
            throws GeneralSecurityException {
        return new ECPublicKeySpec(key.point().affine(), spec(key.curve(), libraries));
    }

    private static KeyFactory factory(Libraries libraries) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC", provider(libraries, "KeyFactory", "EC"));
    }

    private static ECParameterSpec spec(Curve curve, Libraries libraries)
            throws GeneralSecurityException {
        AlgorithmParameters parameters =
                AlgorithmParameters.getInstance(
                        "EC", provider(libraries, "AlgorithmParameters", "EC"));
        parameters.init(new ECGenParameterSpec(curve.javaName()));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    static Provider provider(Libraries libraries, String service, String algorithm) {
        return libraries.provider(Primitive.EC_NIST, service, algorithm);
    }
}
