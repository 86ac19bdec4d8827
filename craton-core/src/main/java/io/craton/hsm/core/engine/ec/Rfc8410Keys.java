package io.craton.hsm.core.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.Lazy;
import io.craton.hsm.core.engine.common.Secrets;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.bouncycastle.crypto.params.X448PrivateKeyParameters;
import org.bouncycastle.crypto.params.X448PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/** Edwards and Montgomery keys in the form of the library. */
final class Rfc8410Keys {
    private Rfc8410Keys() {}

    /** A parsed private key with its public half. */
    record Private(
            Rfc8410Curve curve,
            AsymmetricKeyParameter key,
            byte[] publicKey,
            Lazy<PrivateKey> jca) {
        @Override
        public String toString() {
            return "Private[" + curve + "]";
        }
    }

    /** A parsed public key. */
    record Public(Rfc8410Curve curve, AsymmetricKeyParameter key, Lazy<PublicKey> jca) {}

    /** The parsed form of a private key, kept with it. */
    static Private privateKey(KeyMaterial material) {
        return material.engineKey(
                Private.class,
                () -> {
                    Rfc8410Curve curve = Rfc8410KeyCodec.curve(material);
                    return Secrets.use(material, value -> parse(curve, value));
                });
    }

    private static Private parse(Rfc8410Curve curve, byte[] value) {
        return switch (curve) {
            case ED25519 -> {
                Ed25519PrivateKeyParameters key = new Ed25519PrivateKeyParameters(value);
                yield new Private(curve, key, key.generatePublicKey().getEncoded(), new Lazy<>());
            }
            case ED448 -> {
                Ed448PrivateKeyParameters key = new Ed448PrivateKeyParameters(value);
                yield new Private(curve, key, key.generatePublicKey().getEncoded(), new Lazy<>());
            }
            case X25519 -> {
                X25519PrivateKeyParameters key = new X25519PrivateKeyParameters(value);
                yield new Private(curve, key, key.generatePublicKey().getEncoded(), new Lazy<>());
            }
            case X448 -> {
                X448PrivateKeyParameters key = new X448PrivateKeyParameters(value);
                yield new Private(curve, key, key.generatePublicKey().getEncoded(), new Lazy<>());
            }
        };
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial material) {
        return material.engineKey(
                Public.class,
                () -> {
                    Rfc8410Curve curve = Rfc8410KeyCodec.curve(material);
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
    static AsymmetricKeyParameter parsePublic(Rfc8410Curve curve, byte[] point) {
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                "the public key is not a point of " + curve,
                () ->
                        switch (curve) {
                            case ED25519 -> new Ed25519PublicKeyParameters(point);
                            case ED448 -> new Ed448PublicKeyParameters(point);
                            case X25519 -> new X25519PublicKeyParameters(point);
                            case X448 -> new X448PublicKeyParameters(point);
                        });
    }

    /**
     * Whether the bytes are a usable point; every string of the right length is one on a Montgomery
     * curve.
     */
    static boolean isValid(Rfc8410Curve curve, byte[] point) {
        return switch (curve) {
            case ED25519 -> Ed25519.validatePublicKeyPartial(point, 0);
            case ED448 -> Ed448.validatePublicKeyPartial(point, 0);
            case X25519, X448 -> true;
        };
    }

    /** The private key in the form of the JCA, kept with it. */
    static PrivateKey jcaPrivateKey(KeyMaterial material, String algorithm, Provider provider)
            throws Exception {
        return privateKey(material)
                .jca()
                .get(
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
