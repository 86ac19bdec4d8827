package io.craton.hsm.core.engine.ec;

import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.Libraries;
import io.craton.hsm.core.engine.common.Primitive;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** Pure EdDSA in a library that is reached through the JCA. */
final class JcaEdDsa {
    private JcaEdDsa() {}

    static byte[] sign(KeyMaterial key, byte[] message, Libraries libraries) {
        Rfc8410KeyCodec codec = new Rfc8410KeyCodec(key.keyType());
        String algorithm = algorithm(Rfc8410KeyCodec.curve(key));
        byte[] encoded = codec.encodePrivate(key);
        try {
            return Guard.call(
                    "the EdDSA signature failed",
                    () -> {
                        PrivateKey parsed =
                                factory(algorithm, libraries)
                                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                        Signature signature =
                                Signature.getInstance(
                                        algorithm, provider("Signature", algorithm, libraries));
                        signature.initSign(parsed);
                        signature.update(message);
                        return signature.sign();
                    });
        } finally {
            Bytes.wipe(encoded);
        }
    }

    static boolean verify(KeyMaterial key, byte[] message, byte[] bytes, Libraries libraries) {
        Rfc8410KeyCodec codec = new Rfc8410KeyCodec(key.keyType());
        String algorithm = algorithm(Rfc8410KeyCodec.curve(key));
        return Guard.call(
                "the EdDSA verification failed",
                () -> {
                    PublicKey parsed =
                            factory(algorithm, libraries)
                                    .generatePublic(
                                            new X509EncodedKeySpec(codec.publicKeyInfo(key)));
                    Signature signature =
                            Signature.getInstance(
                                    algorithm, provider("Signature", algorithm, libraries));
                    signature.initVerify(parsed);
                    signature.update(message);
                    try {
                        return signature.verify(bytes);
                    } catch (SignatureException e) {
                        // Libraries say "not valid" in this way, too.
                        return false;
                    }
                });
    }

    private static String algorithm(Rfc8410Curve curve) {
        return curve == Rfc8410Curve.ED25519 ? "Ed25519" : "Ed448";
    }

    private static KeyFactory factory(String algorithm, Libraries libraries)
            throws java.security.NoSuchAlgorithmException {
        return KeyFactory.getInstance(algorithm, provider("KeyFactory", algorithm, libraries));
    }

    private static Provider provider(String service, String algorithm, Libraries libraries) {
        Primitive primitive = algorithm.equals("Ed25519") ? Primitive.ED25519 : Primitive.ED448;
        return libraries.provider(primitive, service, algorithm);
    }
}
