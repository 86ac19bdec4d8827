package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.math.BigInteger;
import java.security.PublicKey;

/** Weierstrass keys between material and the form of the library. */
final class EcKeys {
    private EcKeys() {}

    /**
     * A private key with its curve. Its number is read for each use: a {@link BigInteger} cannot be
     * overwritten, so none is kept.
     */
    record Private(Curve curve, KeyMaterial material, NativeKey jca)
            implements KeyMaterial.Wipeable {
        /** The number. */
        BigInteger d() {
            return Secrets.use(SecretAccess.READ, material, ByteArrays::number);
        }

        /** The arithmetic of its curve. */
        Weierstrass group() {
            return Weierstrass.of(curve);
        }

        /** The public key that belongs to it. */
        Weierstrass.Point publicPoint() {
            return group().publicPoint(d());
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
    record Public(Curve curve, Weierstrass.Point point, Lazy<PublicKey> jca) {
        Public(Curve curve, Weierstrass.Point point) {
            this(curve, point, new Lazy<>());
        }
    }

    /** The form of a private key, kept with it. */
    static Private privateKey(KeyMaterial key) {
        return key.engineKey(Private.class, () -> new Private(curve(key), key, new NativeKey()));
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial key) {
        return key.engineKey(Public.class, () -> parse(key));
    }

    private static Public parse(KeyMaterial key) {
        Curve curve = curve(key);
        byte[] point = key.component(AttributeType.CKA_EC_POINT);
        return new Public(curve, Weierstrass.of(curve).decode(point));
    }

    /** The curve of a key. */
    static Curve curve(KeyMaterial key) {
        return CurveParams.of(key.component(AttributeType.CKA_EC_PARAMS));
    }

    /** The material of a public key. */
    static KeyMaterial publicMaterial(byte[] ecParams, Weierstrass.Point point) {
        return Secrets.publicKey(
                KeyType.CKK_EC,
                Template.builder()
                        .set(AttributeType.CKA_EC_PARAMS, ecParams)
                        .set(AttributeType.CKA_EC_POINT, point.attribute())
                        .build());
    }

    /**
     * The material of a private key.
     *
     * @param form what it says of its signatures
     */
    static KeyMaterial privateMaterial(byte[] ecParams, Curve curve, BigInteger d, Template form) {
        return Secrets.privateKey(
                KeyType.CKK_EC,
                form.toBuilder().set(AttributeType.CKA_EC_PARAMS, ecParams).build(),
                ByteArrays.fixed(d, curve.privateLength()));
    }
}
