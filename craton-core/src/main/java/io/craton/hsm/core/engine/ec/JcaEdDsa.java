package io.craton.hsm.core.engine.ec;

import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.Primitive;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;

/** Pure EdDSA in a library that is reached through the JCA. */
final class JcaEdDsa {
    private JcaEdDsa() {}

    static byte[] sign(KeyMaterial key, byte[] message, Libraries libraries) {
        String algorithm = algorithm(key);
        return Guard.call(
                "the EdDSA signature failed",
                () -> {
                    Signature signature =
                            Signature.getInstance(
                                    algorithm, provider("Signature", algorithm, libraries));
                    Provider factories = provider("KeyFactory", algorithm, libraries);
                    signature.initSign(
                            Rfc8410Keys.jcaPrivateKey(key, algorithm, factories, libraries));
                    signature.update(message);
                    return signature.sign();
                });
    }

    static boolean verify(KeyMaterial key, byte[] message, byte[] bytes, Libraries libraries) {
        String algorithm = algorithm(key);
        return Guard.call(
                "the EdDSA verification failed",
                () -> {
                    Signature signature =
                            Signature.getInstance(
                                    algorithm, provider("Signature", algorithm, libraries));
                    signature.initVerify(
                            Rfc8410Keys.jcaPublicKey(
                                    key, algorithm, provider("KeyFactory", algorithm, libraries)));
                    signature.update(message);
                    try {
                        return signature.verify(bytes);
                    } catch (SignatureException e) {
                        // Libraries say "not valid" in this way, too.
                        return false;
                    }
                });
    }

    private static String algorithm(KeyMaterial key) {
        return Rfc8410KeyCodec.curve(key) == Rfc8410Curve.ED25519 ? "Ed25519" : "Ed448";
    }

    private static Provider provider(String service, String algorithm, Libraries libraries) {
        Primitive primitive = algorithm.equals("Ed25519") ? Primitive.ED25519 : Primitive.ED448;
        return libraries.provider(primitive, service, algorithm);
    }
}
