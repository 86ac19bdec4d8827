package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.ec.EdwardsMontgomery.PrimeOrderPoint;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.SecretAccess;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import java.util.function.Function;

/** Edwards and Montgomery keys in the form of the library. */
final class Rfc8410Keys {
    private Rfc8410Keys() {}

    /** A private key with its public half. Its value is read for each use and not kept. */
    record Private(Curve curve, KeyMaterial material, Bytes point, NativeKey jca)
            implements KeyMaterial.Wipeable {
        /** The public key that belongs to it. */
        byte[] publicKey() {
            return point.copy();
        }

        /** Calls the function with the value, which is wiped when it returns. */
        <R> R use(Function<byte[], R> function) {
            return Secrets.use(SecretAccess.READ, material, function);
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

    /**
     * A public key that was found valid.
     *
     * @param jca in the form of the JCA
     * @param primeOrder of Ed25519, if it is of prime order
     */
    record Public(Lazy<PublicKey> jca, Lazy<Optional<PrimeOrderPoint>> primeOrder) {}

    /** The form of a private key, kept with it. */
    static Private privateKey(KeyMaterial material) {
        return material.engineKey(Private.class, () -> withPublicHalf(material));
    }

    private static Private withPublicHalf(KeyMaterial material) {
        Curve curve = Rfc8410KeyCodec.curve(material);
        byte[] publicKey =
                Secrets.use(
                        SecretAccess.READ,
                        material,
                        value -> EdwardsMontgomery.publicKey(curve, value));
        return new Private(curve, material, Bytes.of(publicKey), new NativeKey());
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial material) {
        return material.engineKey(Public.class, () -> parse(material));
    }

    private static Public parse(KeyMaterial material) {
        requireValid(
                Rfc8410KeyCodec.curve(material), material.component(AttributeType.CKA_EC_POINT));
        return new Public(new Lazy<>(), new Lazy<>());
    }

    /**
     * Refuses bytes that are no usable point of the curve.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID}
     */
    static void requireValid(Curve curve, byte[] point) {
        if (!EdwardsMontgomery.isValid(curve, point)) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "CKA_EC_POINT is not a point of the curve " + curve);
        }
    }

    /** The private key in the form of the JCA. */
    static PrivateKey jcaPrivateKey(
            KeyMaterial material, String algorithm, Provider provider, Libraries libraries)
            throws Exception {
        return privateKey(material)
                .jca()
                .get(
                        libraries.keepsKeysOutsideHeap(provider),
                        () -> made(material, KeyFactory.getInstance(algorithm, provider)));
    }

    private static PrivateKey made(KeyMaterial material, KeyFactory factory)
            throws InvalidKeySpecException {
        byte[] encoded = new Rfc8410KeyCodec(material.keyType()).encodePrivate(material);
        try {
            return factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } finally {
            ByteArrays.wipe(encoded);
        }
    }

    /** The public key in the form of the JCA, kept with it. */
    static PublicKey jcaPublicKey(KeyMaterial material, String algorithm, Provider provider)
            throws Exception {
        return publicKey(material).jca().get(() -> made(material, algorithm, provider));
    }

    /** A public key of Ed25519 as a point of prime order, if it is one, kept with it. */
    static Optional<PrimeOrderPoint> primeOrderPoint(KeyMaterial material) throws Exception {
        return publicKey(material)
                .primeOrder()
                .get(
                        () ->
                                EdwardsMontgomery.primeOrderPoint(
                                        material.component(AttributeType.CKA_EC_POINT)));
    }

    private static PublicKey made(KeyMaterial material, String algorithm, Provider provider)
            throws GeneralSecurityException {
        byte[] encoded = new Rfc8410KeyCodec(material.keyType()).publicKeyInfo(material);
        return KeyFactory.getInstance(algorithm, provider)
                .generatePublic(new X509EncodedKeySpec(encoded));
    }
}
