package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Bytes;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.function.Function;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.params.X448PublicKeyParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** Edwards and Montgomery keys in the form of the library. */
final class Rfc8410Keys {
    private Rfc8410Keys() {}

    /** A private key with its public half. Its value is read for each use and not kept. */
    record Private(Curve curve, KeyMaterial material, byte[] publicKey, NativeKey jca)
            implements KeyMaterial.Wipeable {
        /** Calls the function with the value, which is wiped when it returns. */
        <R> R use(Function<byte[], R> function) {
            return Secrets.use(material, function);
        }

        @Override
        public void wipe() {
            jca.wipe();
        }

        @Override
        public String toString() {
            return "Private[" + curve + "]";
        }
    }

    /** A parsed public key. */
    record Public(Curve curve, AsymmetricKeyParameter key, Lazy<PublicKey> jca) {}

    /** The form of a private key, kept with it. */
    static Private privateKey(KeyMaterial material) {
        return material.engineKey(
                Private.class,
                () -> {
                    Curve curve = Rfc8410KeyCodec.curve(material);
                    byte[] publicKey = Secrets.use(material, value -> publicKey(curve, value));
                    return new Private(curve, material, publicKey, new NativeKey());
                });
    }

    private static byte[] publicKey(Curve curve, byte[] value) {
        byte[] publicKey = new byte[curve.privateLength()];
        switch (curve) {
            case ED25519 -> Ed25519.generatePublicKey(value, 0, publicKey, 0);
            case ED448 -> Ed448.generatePublicKey(value, 0, publicKey, 0);
            case X25519 -> X25519.generatePublicKey(value, 0, publicKey, 0);
            case X448 -> X448.generatePublicKey(value, 0, publicKey, 0);
            default -> throw new IllegalStateException(curve + " is of Weierstrass");
        }
        return publicKey;
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial material) {
        return material.engineKey(
                Public.class,
                () -> {
                    Curve curve = Rfc8410KeyCodec.curve(material);
                    return new Public(
                            curve,
                            parsePublic(curve, material.component(AttributeType.CKA_EC_POINT)),
                            new Lazy<>());
                });
    }

    /**
     * A public key.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if the bytes are no point of the curve
     */
    static AsymmetricKeyParameter parsePublic(Curve curve, byte[] point) {
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                "the public key is not a point of " + curve,
                () ->
                        switch (curve) {
                            case ED25519 -> new Ed25519PublicKeyParameters(point);
                            case ED448 -> new Ed448PublicKeyParameters(point);
                            case X25519 -> new X25519PublicKeyParameters(point);
                            case X448 -> new X448PublicKeyParameters(point);
                            default ->
                                    throw new IllegalStateException(curve + " is of Weierstrass");
                        });
    }

    /**
     * Whether the bytes are a usable point; every string of the right length is one on a Montgomery
     * curve.
     */
    static boolean isValid(Curve curve, byte[] point) {
        return switch (curve) {
            case ED25519 -> Ed25519.validatePublicKeyPartial(point, 0);
            case ED448 -> Ed448.validatePublicKeyPartial(point, 0);
            case X25519, X448 -> true;
            default -> throw new IllegalStateException(curve + " is of Weierstrass");
        };
    }

    /** The private key in the form of the JCA. */
    static PrivateKey jcaPrivateKey(
            KeyMaterial material, String algorithm, Provider provider, Libraries libraries)
            throws Exception {
        return privateKey(material)
                .jca()
                .get(
                        libraries.keepsKeysOutsideHeap(provider),
                        () -> {
                            byte[] encoded =
                                    new Rfc8410KeyCodec(material.keyType()).encodePrivate(material);
                            try {
                                return KeyFactory.getInstance(algorithm, provider)
                                        .generatePrivate(new PKCS8EncodedKeySpec(encoded));
                            } finally {
                                Bytes.wipe(encoded);
                            }
                        });
    }

    /** The public key in the form of the JCA, kept with it. */
    static PublicKey jcaPublicKey(KeyMaterial material, String algorithm, Provider provider)
            throws Exception {
        return publicKey(material)
                .jca()
                .get(
                        () ->
                                KeyFactory.getInstance(algorithm, provider)
                                        .generatePublic(
                                                new X509EncodedKeySpec(
                                                        new Rfc8410KeyCodec(material.keyType())
                                                                .publicKeyInfo(material))));
    }
}
