package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdDSAParameterSpec;
import java.util.Objects;

/**
 * EdDSA in a library that is reached through the JCA. The verifications are here, so that there is
 * one rule: R = S B - k A, without the cofactor, with canonical encodings and S below the order. So
 * do the JDK and AWS-LC, Go and OpenSSL; Bouncy Castle multiplies both sides by the cofactor, and
 * takes signatures that the others refuse. It is asked first where that makes no difference ({@link
 * EdwardsMontgomery.PrimeOrderPoint}), since it is several times as fast.
 */
final class JcaEdDsa {
    private JcaEdDsa() {}

    /** Pure EdDSA. */
    static byte[] sign(KeyMaterial key, byte[] message, Libraries libraries) {
        return Guard.call("the EdDSA signature failed", () -> signed(key, message, libraries));
    }

    private static byte[] signed(KeyMaterial key, byte[] message, Libraries libraries)
            throws Exception {
        String algorithm = algorithm(key);
        Primitive primitive = primitive(algorithm);
        Provider factories = libraries.provider(primitive, "KeyFactory", algorithm);
        Provider signatures = libraries.provider(primitive, "Signature", algorithm);
        Signature signature = Signature.getInstance(algorithm, signatures);
        signature.initSign(Rfc8410Keys.jcaPrivateKey(key, algorithm, factories, libraries));
        signature.update(message);
        return signature.sign();
    }

    /** A verification that waits for its message. */
    static Verification verification(KeyMaterial key, EdDsa parameters, Libraries libraries) {
        return Guard.call(
                "the EdDSA verification failed", () -> started(key, parameters, libraries));
    }

    private static Verification started(KeyMaterial key, EdDsa parameters, Libraries libraries)
            throws Exception {
        String algorithm = algorithm(key);
        boolean pure = !parameters.preHash() && parameters.context().length == 0;
        boolean accp = pure && libraries.library(primitive(algorithm)) == Library.ACCP;
        Provider factories = provider(accp, "KeyFactory", algorithm, libraries);
        Provider signatures = provider(accp, "Signature", algorithm, libraries);
        Signature signature = Signature.getInstance(algorithm, signatures);
        if (!pure) {
            signature.setParameter(
                    new EdDSAParameterSpec(parameters.preHash(), parameters.context()));
        }
        signature.initVerify(Rfc8410Keys.jcaPublicKey(key, algorithm, factories));
        return new Verification(signature);
    }

    private static Provider provider(
            boolean accp, String service, String algorithm, Libraries libraries) {
        return accp
                ? libraries.provider(primitive(algorithm), service, algorithm)
                : Objects.requireNonNull(libraries.jdkProvider(service, algorithm));
    }

    /** See {@link #verification}. */
    record Verification(Signature signature) {
        /** Whether it is a signature of the message. */
        boolean isValid(byte[] message, byte[] bytes) {
            digest().update(message);
            return isValid(bytes);
        }

        /** Whether it is a signature of what went through {@link #digest}. */
        boolean isValid(byte[] bytes) {
            try {
                return signature.verify(bytes);
            } catch (SignatureException e) {
                // Libraries say "not valid" in this way, too.
                return false;
            }
        }

        /** Takes the message piece by piece; its digest is empty. */
        MessageDigest digest() {
            return new Feed(signature);
        }
    }

    private static final class Feed extends MessageDigest {
        private final Signature signature;

        Feed(Signature signature) {
            super("none");
            this.signature = signature;
        }

        @Override
        protected void engineUpdate(byte input) {
            engineUpdate(new byte[] {input}, 0, 1);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            Guard.run(
                    io.craton.hsm.ReturnCode.CKR_FUNCTION_FAILED,
                    "the EdDSA verification failed",
                    () -> signature.update(input, offset, length));
        }

        @Override
        protected byte[] engineDigest() {
            return new byte[0];
        }

        @Override
        protected void engineReset() {}
    }

    private static String algorithm(KeyMaterial key) {
        return Rfc8410KeyCodec.curve(key) == Curve.ED25519 ? "Ed25519" : "Ed448";
    }

    private static Primitive primitive(String algorithm) {
        return algorithm.equals("Ed25519") ? Primitive.ED25519 : Primitive.ED448;
    }
}
